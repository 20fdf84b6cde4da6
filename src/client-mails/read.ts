import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../access';
import { ms, type Page, type PageRequest, pageOf, type Ref, ref, startOf } from '../crm';
import type { Instant } from '../process';
import type { Attached } from './attached';

/** What may become of a mail, and of each of its letters. `held`: no mail server is set up. */
export const CLIENT_MAIL_STATES = ['waiting', 'held', 'sent', 'failed', 'bounced'] as const;
export type ClientMailState = (typeof CLIENT_MAIL_STATES)[number];

/** A letter to one of those it is for. */
export interface LetterCard {
  id: string;
  contact: Ref | null;
  name: string;
  address: string;
  subject: string;
  text: string;
  state: ClientMailState;
  reason: string | null;
  tries: number;
  sentAt: Instant | null;
  answeredAt: Instant | null;
}

/** A mail that one of us wrote to clients. */
export interface ClientMailCard {
  id: string;
  sender: Ref | null;
  instanceId: string | null;
  account: Ref | null;
  template: string | null;
  answersId: string | null;
  overrideReason: string | null;
  state: ClientMailState;
  createdAt: Instant;
  /** Whether it stands among the interactions, under its own id: it does once a mail server took it. */
  logged: boolean;
  letters: LetterCard[];
  /** What went with it. */
  files: Attached[];
}

const LETTER = `jsonb_build_object('id', l.id, 'contact', CASE WHEN lc.id IS NOT NULL THEN jsonb_build_object('id', lc.id, 'name', lc.name) END,
  'name', l.name, 'address', l.address, 'subject', l.subject, 'text', l.body,
  'state', CASE l.status WHEN 'sending' THEN 'waiting' ELSE l.status END, 'reason', l.reason, 'tries', l.tries,
  'sentAt', ${ms('l.sent_at')}, 'answeredAt', ${ms('l.answered_at')})`;

const SELECT = `
  SELECT m.id, ${ref('o')} AS sender, m.instance_id AS "instanceId", ${ref('a')} AS account, m.template, m.answers_id AS "answersId",
    m.override_reason AS "overrideReason", client_mail_state(m.id) AS state, ${ms('m.created_at')} AS "createdAt", m.logged_at IS NOT NULL AS logged,
    (SELECT jsonb_agg(${LETTER} ORDER BY l.n) FROM client_mail_letters l LEFT JOIN contacts lc ON lc.id = l.contact_id WHERE l.mail_id = m.id) AS letters,
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', f.file_id, 'name', f.name, 'type', f.type, 'bytes', f.bytes) ORDER BY f.n)
      FROM client_mail_files f WHERE f.mail_id = m.id), '[]') AS files
  FROM client_mails m LEFT JOIN people o ON o.id = m.sender_id LEFT JOIN accounts a ON a.id = m.account_id`;

/** A mail is seen by who wrote it, and by whoever sees its lead or sale, its organisation and everybody it went to. */
function seenMail(sight: Sight, bind: Bind): string {
  if (sight.owners === null) return 'true';
  const instance = `EXISTS (SELECT 1 FROM process_instances i WHERE i.id = m.instance_id AND ${seenSql(sight, 'instance', 'i', bind)})`;
  return `(m.sender_id = ${bind(sight.personId)}::uuid OR ((m.instance_id IS NULL OR ${instance})
    AND (m.account_id IS NULL OR ${seenSql(sight, 'account', 'a', bind)})
    AND NOT EXISTS (SELECT 1 FROM client_mail_letters sl JOIN contacts sc ON sc.id = sl.contact_id
      WHERE sl.mail_id = m.id AND NOT ${seenSql(sight, 'contact', 'sc', bind)})))`;
}

/** One mail as somebody sees it; null when it is not there for them. */
export async function readClientMail(pool: Pool, sight: Sight, id: string): Promise<ClientMailCard | null> {
  const values: unknown[] = [id];
  const seen = seenMail(sight, (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<ClientMailCard>(`${SELECT} WHERE m.id = $1 AND ${seen}`, values);
  return rows[0] ?? null;
}

/** Which mails are asked for. */
export interface ClientMailFilter {
  instance?: string | undefined;
  contact?: string | undefined;
  account?: string | undefined;
  sender?: string | undefined;
  state?: ClientMailState | undefined;
}

/** Mails to clients, the newest first. */
export async function listClientMails(
  pool: Pool,
  { sight, filter, page }: { sight: Sight; filter: ClientMailFilter; page: PageRequest },
  now: Instant,
): Promise<Page<ClientMailCard>> {
  const start = startOf(page, filter, now);
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = [`m.created_at <= ${bind(new Date(start.asOf))}`, seenMail(sight, bind)];
  if (filter.instance) where.push(`m.instance_id = ${bind(filter.instance)}`);
  if (filter.account) where.push(`m.account_id = ${bind(filter.account)}`);
  if (filter.sender) where.push(`m.sender_id = ${bind(filter.sender)}`);
  if (filter.contact)
    where.push(`m.id IN (SELECT mail_id FROM client_mail_letters WHERE contact_id = ${bind(filter.contact)})`);
  if (filter.state) where.push(`client_mail_state(m.id) = ${bind(filter.state)}`);
  const [at, id] = start.after;
  if (!start.first) where.push(`(m.created_at, m.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const sql = `${SELECT} WHERE ${where.join(' AND ')} ORDER BY m.created_at DESC, m.id DESC LIMIT ${bind(page.limit + 1)}`;
  const { rows } = await pool.query<ClientMailCard>(sql, values);
  return pageOf(rows, page, start.asOf, filter, (row) => [row.createdAt, row.id]);
}

/** The try of a letter, for who wonders why it is not there. */
export interface LetterTry {
  letterId: string;
  n: number;
  at: Instant;
  result: 'under way' | 'sent' | 'again' | 'failed' | 'unknown';
  detail: string | null;
}

export async function triesOfMail(pool: Pool, id: string): Promise<LetterTry[]> {
  const { rows } = await pool.query<LetterTry>(
    `SELECT t.letter_id AS "letterId", t.n, ${ms('t.at')} AS at, t.result, t.detail
     FROM client_mail_tries t JOIN client_mail_letters l ON l.id = t.letter_id WHERE l.mail_id = $1 ORDER BY l.n, t.n`,
    [id],
  );
  return rows;
}

/** Has the letters of a mail that failed, or are held, tried anew. Gives whether there were any. */
export async function retryClientMail(pool: Pool, id: string, now: Instant): Promise<boolean> {
  const { rowCount } = await pool.query(
    `WITH again AS (
       UPDATE client_mail_letters SET status = 'waiting', reason = NULL, settled_at = NULL
       WHERE mail_id = $1 AND status IN ('failed', 'held') RETURNING mail_id)
     UPDATE client_mails SET retried_at = $2, started_at = NULL WHERE id IN (SELECT mail_id FROM again)`,
    [id, new Date(now)],
  );
  return rowCount === 1;
}
