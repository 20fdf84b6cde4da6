import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import {
  type InstanceRow,
  type ListRow,
  OWNER,
  type Page,
  type PageRequest,
  pageOf,
  type Ref,
  rowOf,
  STANDING,
  startOf,
  type Versions,
  WORDS,
} from '../../crm';
import type { Instant } from '../../process';
import { UNTOUCHED } from './stalled-sql';

/** Why an open lead counts as one that hangs. Source: DYN-46, DYN-47. */
export const WHY_FROZEN = ['over its limit', 'never touched by its responsible'] as const;

export interface FrozenFilter {
  owner?: string;
  /** For how many days a lead may be open before nobody's having touched it counts. */
  untouchedDays: number;
}

export interface FrozenLead extends InstanceRow {
  why: (typeof WHY_FROZEN)[number][];
}

/** How one person's open leads stand: a sign about their work. */
export interface FrozenShare {
  owner: Ref;
  open: number;
  frozen: number;
}

/** A lead that waits, or was put off, does not hang: it was told so. */
const WAITS = `(i.wait_until IS NOT NULL AND i.wait_until > $1)`;
const OVER = `(NOT ${WAITS} AND (i.due_at <= $1 OR i.wait_until <= $1))`;
const UNTOUCHED_LONG = `(NOT ${WAITS} AND i.started_at <= $1::timestamptz - make_interval(days => $2) AND ${UNTOUCHED})`;

/** Open leads that hang, the longest open first: past their limit, or never touched by who is responsible for them. */
export async function readFrozenLeads(
  { pool, versions }: { pool: Pool; versions: Versions },
  { filter, page, sight }: { filter: FrozenFilter; page: PageRequest; sight: Sight },
  now: Instant,
): Promise<Page<FrozenLead>> {
  const question = { filter, sight };
  const start = startOf(page, question, now);
  const values: unknown[] = [new Date(start.asOf), filter.untouchedDays];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = ownLeads(filter, sight, bind);
  const [at, id] = start.after;
  if (!start.first) where.push(`(i.started_at, i.id) > (${bind(at)}::timestamptz, ${bind(id)}::uuid)`);
  const { rows } = await pool.query<ListRow & { sortKey: string; over: boolean; untouched: boolean }>(
    `SELECT * FROM (SELECT ${STANDING}, ${WORDS.lead.columns}, ${OWNER} AS owner, i.started_at::text AS "sortKey",
       coalesce(${OVER}, false) AS over, ${UNTOUCHED_LONG} AS untouched
     FROM process_instances i ${WORDS.lead.from} LEFT JOIN people o ON o.id = i.owner_id
     WHERE ${where.join(' AND ')} ORDER BY i.started_at, i.id OFFSET 0) l
     WHERE over OR untouched LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  const read = pageOf(rows, page, start.asOf, question, (row) => [row.sortKey, row.id]);
  const known = await versions.all(read.items.map((row) => row.versionId));
  const whys = ({ over, untouched }: { over: boolean; untouched: boolean }) =>
    WHY_FROZEN.filter((_, n) => [over, untouched][n]);
  return { ...read, items: read.items.flatMap((row) => rowOf(row, known).map((one) => ({ ...one, why: whys(row) }))) };
}

/** How many open leads each person has, and how many of them hang; who has the most of these first. */
export async function frozenByOwner(
  pool: Pool,
  { filter, sight }: { filter: FrozenFilter; sight: Sight },
  now: Instant,
): Promise<FrozenShare[]> {
  const values: unknown[] = [new Date(now), filter.untouchedDays];
  const where = ownLeads(filter, sight, (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<FrozenShare>(
    `SELECT jsonb_build_object('id', i.owner_id, 'name', coalesce(max(o.name), '')) AS owner, count(*)::int AS open,
       (count(*) FILTER (WHERE ${OVER} OR ${UNTOUCHED_LONG}))::int AS frozen
     FROM process_instances i JOIN leads w ON w.id = i.id LEFT JOIN people o ON o.id = i.owner_id
     WHERE ${where.join(' AND ')} GROUP BY i.owner_id ORDER BY frozen DESC, open DESC, i.owner_id`,
    values,
  );
  return rows;
}

function ownLeads({ owner }: FrozenFilter, sight: Sight, bind: Bind): string[] {
  const where = [`i.kind = 'lead' AND i.open AND i.started_at <= $1`, seenSql(sight, 'lead', 'i', bind)];
  if (owner !== undefined) where.push(`i.owner_id = ${bind(owner)}`);
  return where;
}
