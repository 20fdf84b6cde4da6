import type { Pool } from 'pg';
import { type Bind, SEES_ALL, type Sight } from '../../access';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { ms } from '../instance-sql';
import {
  type InteractionCard,
  type InteractionDetail,
  type InteractionState,
  interactionSelect,
  seenInteraction,
} from './card';

export interface InteractionFilter {
  instance?: string;
  account?: string;
  contact?: string;
  author?: string;
  /** Whoever is to hold it, took it down, or takes part. */
  person?: string;
  kind?: string;
  status?: InteractionState;
  /** Questions to support that have no solution yet. */
  unsolved?: boolean;
  /** By `at`: from this instant on, and before that one. */
  from?: Instant;
  to?: Instant;
  /** The newest first unless told. */
  order?: 'newest' | 'soonest';
}

/** Of a sale: with those of the leads that became it. */
const ABOUT = (id: string): string =>
  `x.instance_id IN (SELECT ${id}::uuid UNION ALL SELECT id FROM leads WHERE sale_id = ${id}::uuid)`;

const WITH = (id: string): string =>
  `x.id IN (SELECT id FROM interactions WHERE contact_id = ${id}::uuid UNION ALL
     SELECT interaction_id FROM interaction_participants WHERE contact_id = ${id}::uuid)`;

const OF = (id: string): string =>
  `(coalesce(x.responsible_id, x.author_id) = ${id}::uuid OR x.author_id = ${id}::uuid
    OR x.id IN (SELECT interaction_id FROM interaction_participants WHERE person_id = ${id}::uuid))`;

/** A page of the interactions that somebody sees. */
export async function listInteractions(
  pool: Pool,
  asked: { sight: Sight; filter: InteractionFilter; page: PageRequest },
  now: Instant,
): Promise<Page<InteractionCard>> {
  const { sight, filter, page } = asked;
  const start = startOf(page, filter, now);
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = [
    `x.created_at <= ${bind(new Date(start.asOf))}`,
    seenInteraction(sight, bind),
    ...narrow(filter, bind),
  ];
  const [at, id] = start.after;
  const [beyond, order] = filter.order === 'soonest' ? ['>', 'ASC'] : ['<', 'DESC'];
  if (!start.first) where.push(`(x.at, x.id) ${beyond} (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const sql = `${interactionSelect(sight, bind)} WHERE ${where.join(' AND ')}
    ORDER BY x.at ${order}, x.id ${order} LIMIT ${bind(page.limit + 1)}`;
  const { rows } = await pool.query<InteractionCard>(sql, values);
  return pageOf(rows, page, start.asOf, filter, (row) => [row.at, row.id]);
}

function narrow(filter: InteractionFilter, bind: Bind): string[] {
  const where: string[] = [];
  if (filter.instance) where.push(ABOUT(bind(filter.instance)));
  if (filter.account) where.push(`x.account_id = ${bind(filter.account)}`);
  if (filter.contact) where.push(WITH(bind(filter.contact)));
  if (filter.author) where.push(`x.author_id = ${bind(filter.author)}`);
  if (filter.person) where.push(OF(bind(filter.person)));
  if (filter.kind) where.push(`x.kind = ${bind(filter.kind)}`);
  if (filter.unsolved) where.push(`x.kind = 'support' AND x.status = 'held' AND x.result IS NULL`);
  if (filter.status) where.push(`x.status = ${bind(filter.status)}`);
  if (filter.from !== undefined) where.push(`x.at >= ${bind(new Date(filter.from))}`);
  if (filter.to !== undefined) where.push(`x.at < ${bind(new Date(filter.to))}`);
  return where;
}

/** One interaction as somebody sees it, whole; null when it is not there for them. */
export async function readInteraction(
  pool: Pool,
  id: string,
  sight: Sight = SEES_ALL,
): Promise<InteractionDetail | null> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const select = interactionSelect(
    sight,
    bind,
    `, x.body, ${ms('x.remind_at')} AS "remindAt",
    (SELECT i.owner_id FROM process_instances i WHERE i.id = x.instance_id) AS "dealOwnerId"`,
  );
  const sql = `${select} WHERE x.id = ${bind(id)} AND ${seenInteraction(sight, bind)}`;
  const { rows } = await pool.query<InteractionDetail>(sql, values);
  return rows[0] ?? null;
}

/** An interaction that was just written. @throws Error when it is not there */
export async function writtenInteraction(pool: Pool, id: string): Promise<InteractionDetail> {
  const written = await readInteraction(pool, id);
  if (!written) throw new Error(`The interaction ${id} was written and cannot be read.`);
  return written;
}

/** The Message-IDs of the conversation that an e-mail belongs to, the oldest first: what an answer to it names. */
export async function conversationOf(pool: Pool, id: string): Promise<string[]> {
  const { rows } = await pool.query<{ thread: string | null; key: string | null }>(
    'SELECT thread, external_key AS key FROM interactions WHERE id = $1',
    [id],
  );
  const known = [rows[0]?.thread, rows[0]?.key].filter((one) => typeof one === 'string' && /^<[^<>\s]+>$/.test(one));
  return [...new Set(known as string[])];
}
