import type { Pool } from 'pg';
import type { Instant, Text } from '../process';

/** What mails of notices say in an installation, in place of what ships. What is absent says what ships. */
export interface NoticeWords {
  /** Of a mail with several notices; `{count}` is how many. */
  subject?: Text;
  /** Before them; `{person}` is who reads it. */
  greeting?: Text;
  /** After them. */
  ending?: Text;
  /** How a notice begins, by its code; `{subject}` is what it names itself. */
  says?: Readonly<Record<string, Text>>;
}

/** What may stand in braces in each part. */
export const NOTICE_PLACEHOLDERS = { subject: ['count'], greeting: ['person'], ending: [], says: ['subject'] } as const;

export async function readNoticeWords(pool: Pick<Pool, 'query'>): Promise<NoticeWords> {
  const { rows } = await pool.query<{ words: NoticeWords }>('SELECT words FROM notice_words');
  return rows[0]?.words ?? {};
}

export async function setNoticeWords(
  pool: Pool,
  words: NoticeWords,
  { by, now }: { by: string; now: Instant },
): Promise<void> {
  await pool.query(
    `INSERT INTO notice_words (words, changed_by, changed_at) VALUES ($1, $2, $3)
     ON CONFLICT (one) DO UPDATE SET words = excluded.words, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    [JSON.stringify(words), by, new Date(now)],
  );
}
