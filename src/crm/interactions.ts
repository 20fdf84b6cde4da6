import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../access';
import type { Instant } from '../process';
import { type Page, type PageRequest, pageOf, startOf } from './cursor';
import { ms, type Ref, ref } from './instance-sql';

export const INTERACTION_KINDS = ['call', 'e-mail', 'meeting', 'visit', 'form'] as const;
export const DIRECTIONS = ['in', 'out'] as const;

/** A call, e-mail, meeting or visit with a customer. */
export interface InteractionCard {
  id: string;
  kind: string;
  direction: string | null;
  at: Instant;
  subject: string;
  result: string | null;
  instanceId: string | null;
  account: Ref | null;
  contact: Ref | null;
  author: Ref | null;
  createdAt: Instant;
}

export interface NewInteraction {
  kind: string;
  direction?: string;
  at: Instant;
  subject: string;
  result?: string;
  instanceId?: string;
  accountId?: string;
  contactId?: string;
}

export interface InteractionFilter {
  instance?: string;
  account?: string;
  contact?: string;
  author?: string;
}

/** How interactions `x` are read. */
export const INTERACTION_SELECT = `SELECT x.id, x.kind, x.direction, ${ms('x.at')} AS at, x.subject, x.result, x.instance_id AS "instanceId",
  ${ref('a')} AS account, ${ref('c')} AS contact, ${ref('o')} AS author, ${ms('x.created_at')} AS "createdAt"
  FROM interactions x LEFT JOIN accounts a ON a.id = x.account_id LEFT JOIN contacts c ON c.id = x.contact_id
  LEFT JOIN people o ON o.id = x.author_id`;

/** Of a sale: with those of the leads that became it. */
const ABOUT = (id: string): string =>
  `x.instance_id IN (SELECT ${id}::uuid UNION ALL SELECT id FROM leads WHERE sale_id = ${id}::uuid)`;

/** Interactions, the newest first. */
export async function listInteractions(
  pool: Pool,
  asked: { sight: Sight; filter: InteractionFilter; page: PageRequest },
  now: Instant,
): Promise<Page<InteractionCard>> {
  const { sight, filter, page } = asked;
  const start = startOf(page, filter, now);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [`x.created_at <= ${bind(new Date(start.asOf))}`, seenInteraction(sight, bind)];
  if (filter.instance) where.push(ABOUT(bind(filter.instance)));
  if (filter.account) where.push(`x.account_id = ${bind(filter.account)}`);
  if (filter.contact) where.push(`x.contact_id = ${bind(filter.contact)}`);
  if (filter.author) where.push(`x.author_id = ${bind(filter.author)}`);
  const [at, id] = start.after;
  if (!start.first) where.push(`(x.at, x.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const sql = `${INTERACTION_SELECT} WHERE ${where.join(' AND ')} ORDER BY x.at DESC, x.id DESC LIMIT ${bind(page.limit + 1)}`;
  const { rows } = await pool.query<InteractionCard>(sql, values);
  return pageOf(rows, page, start.asOf, filter, (row) => [row.at, row.id]);
}

/** An interaction is seen by whoever took it down, and by whoever sees the lead or sale, the account and the contact it was with. */
function seenInteraction(sight: Sight, bind: Bind): string {
  if (sight.owners === null) return 'true';
  const instance = `EXISTS (SELECT 1 FROM process_instances i WHERE i.id = x.instance_id AND ${seenSql(sight, 'instance', 'i', bind)})`;
  const account = seenSql(sight, 'account', 'a', bind);
  const contact = seenSql(sight, 'contact', 'c', bind);
  return `(x.author_id = ${bind(sight.personId)}::uuid OR ((x.instance_id IS NULL OR ${instance})
    AND (x.account_id IS NULL OR ${account}) AND (x.contact_id IS NULL OR ${contact})))`;
}

/** Writes an interaction down; its client is that of the lead or sale unless another is given. */
export async function recordInteraction(
  pool: Pool,
  { id, authorId, now, ...given }: NewInteraction & { id: string; authorId: string; now: Instant },
): Promise<InteractionCard> {
  await pool.query(INSERT, [
    id,
    given.kind,
    given.direction ?? null,
    new Date(given.at),
    given.subject,
    given.result ?? null,
    given.instanceId ?? null,
    given.accountId ?? null,
    given.contactId ?? null,
    authorId,
    new Date(now),
  ]);
  const { rows } = await pool.query<InteractionCard>(`${INTERACTION_SELECT} WHERE x.id = $1`, [id]);
  const [written] = rows;
  if (!written) throw new Error(`The interaction ${id} was written and cannot be read.`);
  return written;
}

const INSERT = `
  INSERT INTO interactions (id, kind, direction, at, subject, result, instance_id, account_id, contact_id, author_id, created_at)
  SELECT $1, $2, $3, $4, $5, $6, $7,
    coalesce($8::uuid, (SELECT account_id FROM sales WHERE id = $7), (SELECT account_id FROM leads WHERE id = $7)),
    coalesce($9::uuid, (SELECT contact_id FROM sales WHERE id = $7), (SELECT contact_id FROM leads WHERE id = $7)), $10, $11
  ON CONFLICT DO NOTHING`;
