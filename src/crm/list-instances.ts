import type { Pool } from 'pg';
import type { Instant, Kind } from '../process';
import { type Page, type PageRequest, pageOf, startOf } from './cursor';
import { type LeadWords, type Ref, ref, type SaleWords, STANDING, WORDS } from './instance-sql';
import { lightSql, type Standing } from './standing';
import type { Version, Versions } from './versions';

/** What a list of leads or sales may be narrowed to. */
export interface InstanceFilter {
  owner?: string;
  state?: string;
  process?: string;
  open?: boolean;
  result?: string;
  light?: string;
  account?: string;
  contact?: string;
  rating?: string;
  source?: string;
  startedFrom?: Instant;
  startedTo?: Instant;
}

export const INSTANCE_SORTS = ['-startedAt', 'startedAt', 'dueAt', '-amount', '-number', 'number'] as const;
export type InstanceSort = (typeof INSTANCE_SORTS)[number];

/** A row of a list: everything but tasks and fields, for which the card is opened. */
export interface InstanceRow {
  id: string;
  kind: Kind;
  version: Version;
  standing: Standing;
  words: SaleWords | LeadWords;
  owner: Ref | null;
}

const SORTS: Readonly<Record<InstanceSort, { by: string; type: string; descending: boolean }>> = {
  '-startedAt': { by: 'i.started_at', type: 'timestamptz', descending: true },
  startedAt: { by: 'i.started_at', type: 'timestamptz', descending: false },
  dueAt: { by: `coalesce(i.due_at, 'infinity')`, type: 'timestamptz', descending: false },
  '-amount': { by: 'i.amount_base_minor', type: 'bigint', descending: true },
  '-number': { by: 'w.number', type: 'int', descending: true },
  number: { by: 'w.number', type: 'int', descending: false },
};

/** Leads or sales by filter and order, a page at a time, as of the instant that the first page was read at. */
export async function listInstances(
  { pool, versions }: { pool: Pool; versions: Versions },
  kind: Kind,
  asked: { filter: InstanceFilter; sort: InstanceSort; page: PageRequest },
  now: Instant,
): Promise<Page<InstanceRow>> {
  const { filter, sort, page } = asked;
  const question = { kind, filter, sort };
  const start = startOf(page, question, now);
  const { by, type, descending } = SORTS[sort];
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = conditions(kind, filter, start.asOf, bind);
  const total = page.count ? await count(pool, kind, where, [...values]) : undefined;
  const [key, id] = start.after;
  if (!start.first) where.push(`(${by}, i.id) ${descending ? '<' : '>'} (${bind(key)}::${type}, ${bind(id)}::uuid)`);
  const order = descending ? 'DESC' : 'ASC';
  const { rows } = await pool.query<ListRow>(
    `SELECT ${STANDING}, ${WORDS[kind].columns}, ${ref('o')} AS owner, (${by})::text AS "sortKey"
     FROM process_instances i ${WORDS[kind].from} LEFT JOIN people o ON o.id = i.owner_id
     WHERE ${where.join(' AND ')} ORDER BY ${by} ${order}, i.id ${order} LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  const read = pageOf(rows, page, start.asOf, question, (row) => [row.sortKey, row.id]);
  const known = await versions.all(read.items.map((row) => row.versionId));
  const items = read.items.flatMap((row) => rowOf(row, known));
  return { ...read, items, ...(total === undefined ? {} : { total }) };
}

/** What a list's SQL gives for one instance, whichever list it is. */
export type ListRow = (SaleWords | LeadWords) &
  Omit<Standing, 'amount'> & {
    id: string;
    kind: Kind;
    versionId: string;
    amountMinor: number | null;
    currency: string | null;
    owner: Ref | null;
    sortKey: string;
  };

/** A row as lists show it; none in the impossible case that its version is not there. */
export function rowOf(row: ListRow, versions: ReadonlyMap<string, Version>): InstanceRow[] {
  const version = versions.get(row.versionId);
  if (!version) return [];
  const amount = row.amountMinor === null || !row.currency ? null : { minor: row.amountMinor, currency: row.currency };
  return [{ id: row.id, kind: row.kind, version, standing: { ...row, amount }, words: row, owner: row.owner }];
}

function conditions(kind: Kind, filter: InstanceFilter, asOf: Instant, bind: (value: unknown) => string): string[] {
  const where = [`i.kind = ${bind(kind)}`, `i.started_at <= ${bind(new Date(asOf))}`];
  const equal: [unknown, string][] = [
    [filter.owner, 'i.owner_id'],
    [filter.state, 'i.state'],
    [filter.open, 'i.open'],
    [filter.result, 'i.result'],
    [filter.rating, 'i.rating'],
    [filter.account, 'w.account_id'],
    [filter.contact, 'w.contact_id'],
    [filter.source, 'w.source'],
  ];
  for (const [value, column] of equal) if (value !== undefined) where.push(`${column} = ${bind(value)}`);
  if (filter.process !== undefined)
    where.push(`i.version_id IN (SELECT id FROM process_versions WHERE key = ${bind(filter.process)})`);
  if (filter.light !== undefined) where.push(`i.open AND ${lightSql('$2')} = ${bind(filter.light)}`);
  if (filter.startedFrom !== undefined) where.push(`i.started_at >= ${bind(new Date(filter.startedFrom))}`);
  if (filter.startedTo !== undefined) where.push(`i.started_at < ${bind(new Date(filter.startedTo))}`);
  return where;
}

async function count(pool: Pool, kind: Kind, where: readonly string[], values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM process_instances i ${WORDS[kind].from} WHERE ${where.join(' AND ')}`,
    values,
  );
  return rows[0]?.total ?? 0;
}
