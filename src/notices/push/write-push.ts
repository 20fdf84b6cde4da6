import type { Pool } from 'pg';
import { readPerson, sightOf } from '../../access';
import { MOST_PUSHED_BYTES, tame } from '../../outbound';
import type { Instant, Kind, Text } from '../../process';
import { overSql } from '../over';
import { countNotices, type NoticeCard, type NoticeRow, noticeOf, noticeSql } from '../read';

/** What a browser is told: it shows title and body, and knows by ids where a click leads. */
export interface PushContent {
  title: string;
  body: string;
  /** One notice, or several together: the same one again takes the place of what is shown. */
  tag: string;
  /** How many notices their reader has not read. */
  unread: number;
  /** Of a single notice about a lead or a sale. */
  instance: { kind: Kind; id: string } | null;
}

/** What a program is told: the notices as the API gives them. */
export interface CallContent {
  unread: number;
  notices: (Omit<NoticeCard, 'at' | 'shownAt' | 'readAt' | 'times'> & { at: string })[];
}

/** What a push comes to: what is told to a browser and to a program, or why nothing is. */
export type WrittenPush = { content: PushContent; call: CallContent } | { dropped: string };

const LISTED = 4;
/** So many are told to a program; the product has them all. */
const CALLED = 100;
const MANY: Record<keyof Text, (n: number) => string> = {
  en: (n) => `News for you: ${n}`,
  ru: (n) => `Новое для вас: ${n}`,
};

/** Writes a push as of now: what is over is left out, and nothing is said of what its reader does not see. */
export async function writePush(
  pool: Pool,
  { pushId, personId }: { pushId: string; personId: string },
  now: Instant,
): Promise<WrittenPush> {
  const person = await readPerson(pool, personId);
  if (!person) return { dropped: 'its reader no longer works here' };
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const select = noticeSql(await sightOf(pool, person), bind);
  const sql = `${select} WHERE n.push_id = ${bind(pushId)} AND NOT ${overSql(now, bind)} ORDER BY n.at DESC, n.id DESC`;
  const notices = (await pool.query<NoticeRow>(sql, values)).rows.map(noticeOf);
  if (notices.length === 0) return { dropped: 'nothing of it was news any more' };
  const { unread } = await countNotices(pool, personId, now);
  const content = contentOf(notices, { pushId, unread, language: person.language === 'ru' ? 'ru' : 'en' });
  return { content, call: { unread, notices: notices.slice(0, CALLED).map(calledOf) } };
}

const calledOf = ({ at, shownAt: _, readAt: __, times: ___, ...card }: NoticeCard) => ({
  ...card,
  at: new Date(at).toISOString(),
});

function contentOf(
  notices: readonly NoticeCard[],
  { pushId, unread, language }: { pushId: string; unread: number; language: keyof Text },
): PushContent {
  const lines = notices.slice(0, LISTED).map(({ words }) => cut(tame(words[language])));
  const [only] = notices;
  if (only && notices.length === 1) {
    const { instance } = only;
    return {
      title: lines[0] ?? '',
      body: '',
      tag: only.id,
      unread,
      instance: instance && { kind: instance.kind, id: instance.id },
    };
  }
  return { title: MANY[language](notices.length), body: lines.join('\n'), tag: pushId, unread, instance: null };
}

/** All lines together stay below what a push may hold, also in letters of several bytes. */
const cut = (line: string): string => {
  const most = MOST_PUSHED_BYTES / (LISTED + 1);
  let kept = line;
  while (Buffer.byteLength(JSON.stringify(kept)) > most)
    kept = `${kept
      .slice(0, -2)
      .replace(/[\ud800-\udbff]$/, '')
      .replace(/…$/, '')}…`;
  return kept;
};
