import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../access';
import { ms, type Page, type PageRequest, pageOf, startOf } from '../crm';
import type { Instant } from '../process';
import type { Content } from './content';
import type { SourceKind } from './settings';

export const MESSAGE_STATES = ['received', 'done', 'refused', 'failed'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Something that came in, and what became of it. */
export interface MessageCard {
  id: string;
  source: { name: string; kind: SourceKind };
  receivedAt: Instant;
  status: MessageState;
  reason: string | null;
  tries: number;
  repeats: number;
  settledAt: Instant | null;
  instance: { id: string; kind: 'lead' | 'sale' } | null;
  madeLead: boolean;
  contactId: string | null;
  accountId: string | null;
  interactionId: string | null;
  content: Content;
}

const SELECT = `SELECT m.id, jsonb_build_object('name', split_part(s.name, ' ', 1), 'kind', s.kind) AS source,
  ${ms('m.received_at')} AS "receivedAt", m.status, m.reason, m.tries, m.repeats, ${ms('m.settled_at')} AS "settledAt",
  CASE WHEN i.id IS NOT NULL THEN jsonb_build_object('id', i.id, 'kind', i.kind) END AS instance, m.made_lead AS "madeLead",
  m.contact_id AS "contactId", m.account_id AS "accountId", m.interaction_id AS "interactionId", m.content
  FROM inbound_messages m JOIN inbound_sources s ON s.id = m.source_id LEFT JOIN process_instances i ON i.id = m.instance_id
    LEFT JOIN contacts c ON c.id = m.contact_id LEFT JOIN leads l ON l.id = i.id LEFT JOIN sales d ON d.id = i.id
    CROSS JOIN LATERAL (SELECT coalesce(l.created_by, d.created_by) AS created_by) w`;

/** What became a lead or a sale, or was noted with a client, is seen by whom that is seen; the rest by all who have the right. */
const seen = (sight: Sight, bind: Bind): string =>
  `CASE WHEN i.id IS NOT NULL THEN ${seenSql(sight, 'lead', 'i', bind)} WHEN c.id IS NOT NULL THEN ${seenSql(sight, 'contact', 'c', bind)} ELSE true END`;

/** What came in, the newest first. */
export async function listMessages(
  pool: Pool,
  sight: Sight,
  { filter, page }: { filter: { status?: string | undefined; source?: string | undefined }; page: PageRequest },
  now: Instant,
): Promise<Page<MessageCard>> {
  const start = startOf(page, filter, now);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [`m.received_at <= ${bind(new Date(start.asOf))}`, seen(sight, bind)];
  if (filter.status) where.push(`m.status = ${bind(filter.status)}`);
  if (filter.source) where.push(`s.name = ${bind(filter.source)}`);
  const [at, id] = start.after;
  if (!start.first) where.push(`(m.received_at, m.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const sql = `${SELECT} WHERE ${where.join(' AND ')} ORDER BY m.received_at DESC, m.id DESC LIMIT ${bind(page.limit + 1)}`;
  const { rows } = await pool.query<MessageCard>(sql, values);
  return pageOf(rows, page, start.asOf, filter, (row) => [row.receivedAt, row.id]);
}

/** One of them; null when there is none of this id, or it is out of sight. */
export async function readMessage(pool: Pool, sight: Sight, id: string): Promise<MessageCard | null> {
  const values: unknown[] = [id];
  const where = `m.id = $1 AND ${seen(sight, (value) => `$${values.push(value)}`)}`;
  const { rows } = await pool.query<MessageCard>(`${SELECT} WHERE ${where}`, values);
  return rows[0] ?? null;
}

/**
 * Has one that was refused or failed tried anew, as a new beginning: what a person wishes is done though a machine refused
 * it. Gives whether it was one of these.
 */
export async function retryMessage(pool: Pool, id: string, now: Instant): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE inbound_messages SET status = 'received', reason = NULL, settled_at = NULL, tries = 0, retries = retries + 1, next_try_at = $2
     WHERE id = $1 AND status IN ('refused', 'failed')`,
    [id, new Date(now)],
  );
  return rowCount === 1;
}
