import type { ClientBase, Pool } from 'pg';
import type { Instant } from '../../process';
import { formatMoney } from '../../process/fields/money';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { ms, type Ref, ref } from '../instance-sql';

export type ChangedEntity = 'account' | 'contact';

/**
 * One change of a card. `before` and `after` hold the columns that changed, by their names in the table and as their JSON;
 * what stands in tables beside it (`points`, `addresses`, `requisites`, `accounts`, `properties`, `categories`) as a list.
 */
export interface RecordChange {
  entity: ChangedEntity;
  id: string;
  at: Instant;
  /** null: the product itself. */
  by: string | null;
  /** The `revision` that the record has got by it. */
  revision: number;
  /** edit, create, merge, import, ... */
  how?: string;
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
}

/** Keeps a change, in the transaction that makes it. What history, import-revert and merge-undo read. */
export async function recordChange(client: ClientBase | Pool, change: RecordChange): Promise<void> {
  const { entity, id, at, by, revision, how = 'edit', before, after } = change;
  await client.query(
    `INSERT INTO record_changes (entity, entity_id, revision, at, by, how, before, after)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [entity, id, revision, new Date(at), by, how, JSON.stringify(before), JSON.stringify(after)],
  );
}

/** A change as people read it: a field by its name over HTTP, what it was and what it became. */
export interface ToldChange {
  revision: number;
  at: Instant;
  by: Ref | null;
  how: string;
  fields: { field: string; from: unknown; to: unknown }[];
}

const SELECT = `SELECT x.revision, ${ms('x.at')} AS at, ${ref('o')} AS by, x.how, x.before, x.after, x.id::text AS n
  FROM record_changes x LEFT JOIN people o ON o.id = x.by`;

type Row = Omit<ToldChange, 'fields'> & Pick<RecordChange, 'before' | 'after'> & { n: string };

/** What changed on a card, the newest first. */
export async function listChanges(
  pool: Pool,
  { entity, id, page }: { entity: ChangedEntity; id: string; page: PageRequest },
  now: Instant,
): Promise<Page<ToldChange>> {
  const question = { changes: entity, id };
  const start = startOf(page, question, now);
  const [n = '9223372036854775807'] = start.after;
  const { rows } = await pool.query<Row>(
    `${SELECT} WHERE x.entity = $1 AND x.entity_id = $2 AND x.at <= $3 AND x.id < $4 ORDER BY x.id DESC LIMIT $5`,
    [entity, id, new Date(start.asOf), n, page.limit + 1],
  );
  const read = pageOf(rows, page, start.asOf, question, (row) => [row.n]);
  return { ...read, items: read.items.map(told) };
}

/** What others have changed on a card since a revision, the oldest first. */
export async function changesSince(
  pool: Pool,
  { entity, id, revision }: { entity: ChangedEntity; id: string; revision: number },
): Promise<ToldChange[]> {
  const { rows } = await pool.query<Row>(
    `${SELECT} WHERE x.entity = $1 AND x.entity_id = $2 AND x.revision > $3 ORDER BY x.id LIMIT 200`,
    [entity, id, revision],
  );
  return rows.map(told);
}

const told = ({ before, after, revision, at, by, how }: Row): ToldChange => {
  const [from, to] = [fieldsOf(before), fieldsOf(after)];
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .sort()
    .filter((field) => JSON.stringify(from[field] ?? null) !== JSON.stringify(to[field] ?? null));
  return {
    ...{ revision, at, by, how },
    fields: fields.map((field) => ({ field, from: from[field] ?? null, to: to[field] ?? null })),
  };
};

/** Columns as the fields that they are over HTTP; each added field stands for itself, as `custom.<key>`. */
function fieldsOf(columns: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { custom, annual_revenue_minor: minor, currency, ...rest } = columns;
  const fields = Object.entries(rest).map(([column, value]) => [fieldOf(column), value] as const);
  const added = Object.entries((custom ?? {}) as object).map(([key, value]) => [`custom.${key}`, value] as const);
  const told = Object.fromEntries([...fields, ...added]);
  if (minor !== undefined || currency !== undefined) told.annualRevenue = moneyOf(minor, currency);
  return told;
}

/** `legal_name` is the field `legalName`. */
const fieldOf = (column: string): string => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const moneyOf = (minor: unknown, currency: unknown) =>
  typeof minor === 'number' && typeof currency === 'string'
    ? { amount: formatMoney({ minor, currency }), currency }
    : null;
