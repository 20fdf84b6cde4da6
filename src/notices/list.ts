import type { Pool } from 'pg';
import type { Sight } from '../access';
import { type Page, type PageRequest, pageOf, startOf } from '../crm';
import type { Instant } from '../process';
import { codesOf, type NoticeKind } from './kinds';
import { type NoticeCard, type NoticeRow, noticeOf, noticeSql } from './read';

/** Which of one person's notices are asked for. */
export interface NoticeQuestion {
  personId: string;
  unread: boolean;
  /** Those that are put off, in place of those that are shown. */
  snoozed: boolean;
  kind?: NoticeKind | undefined;
}

/** One person's notices, those shown last first: one that was put off is back on top when its time has come. */
export async function listNotices(
  pool: Pool,
  asked: { question: NoticeQuestion; sight: Sight; page: PageRequest },
  now: Instant,
): Promise<Page<NoticeCard>> {
  const { question, sight, page } = asked;
  const start = startOf(page, question, now);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const select = noticeSql(sight, bind);
  const where = conditions(question, start.asOf, bind);
  const [at, id] = start.after;
  if (!start.first) where.push(`(n.shown_at, n.id) < (${bind(new Date(Number(at)))}::timestamptz, ${bind(id)}::uuid)`);
  const { rows } = await pool.query<NoticeRow>(
    `${select} WHERE ${where.join(' AND ')} ORDER BY n.shown_at DESC, n.id DESC LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  return pageOf(rows.map(noticeOf), page, start.asOf, question, (row) => [row.shownAt, row.id]);
}

function conditions({ personId, unread, snoozed, kind }: NoticeQuestion, asOf: Instant, bind: (v: unknown) => string) {
  const where = [`n.person_id = ${bind(personId)}`, `n.shown_at ${snoozed ? '>' : '<='} ${bind(new Date(asOf))}`];
  if (unread) where.push('n.read_at IS NULL');
  if (kind) {
    const { codes, others } = codesOf(kind);
    where.push(`${others ? 'NOT ' : ''}n.code = ANY(${bind(codes)}::text[])`);
  }
  return where;
}

/**
 * Marks one person's notices as read: those given, or all that are shown now. Gives how many were not read before. Those that
 * wait to be mailed no longer do.
 */
export async function markRead(
  pool: Pool,
  { personId, ids }: { personId: string; ids?: readonly string[] },
  now: Instant,
): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE notifications SET read_at = $2, mail = CASE WHEN mail IN ('new', 'waiting') THEN 'none' ELSE mail END
     WHERE person_id = $1 AND read_at IS NULL AND CASE WHEN $3::uuid[] IS NULL THEN shown_at <= $2 ELSE id = ANY($3) END`,
    [personId, new Date(now), ids ?? null],
  );
  return rowCount ?? 0;
}

/**
 * Puts a notice off: until then it is in no list and no counter, and then it is unread and on top. It is mailed once at most: then,
 * if it was not before. Gives whether there is such a notice of theirs.
 */
export async function snooze(
  pool: Pool,
  { personId, id, until }: { personId: string; id: string; until: Instant },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE notifications n SET shown_at = $3, read_at = NULL, mail_at = NULL,
       mail = CASE WHEN mail = 'none' OR EXISTS (SELECT 1 FROM notice_mails m WHERE m.id = n.mail_id AND m.status IN ('sending', 'sent'))
         THEN mail ELSE 'new' END
     WHERE person_id = $1 AND id = $2`,
    [personId, id, new Date(until)],
  );
  return rowCount === 1;
}
