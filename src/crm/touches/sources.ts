import type { Pool } from 'pg';
import type { Instant, LocalDate, Money, Text } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { ms } from '../instance-sql';

/** A campaign has a cost and a term; a source outside of any costs nothing and has no end. */
export const SOURCE_KINDS = ['campaign', 'outside'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export interface Source {
  id: string;
  /** How leads and imports name it: in small letters. */
  key: string;
  name: Text;
  kind: SourceKind;
  /** Nothing at all is null: then no currency is asked for. */
  cost: Money | null;
  startsOn: LocalDate | null;
  /** null: it never ends. */
  endsOn: LocalDate | null;
  createdAt: Instant;
}

/** Whether a source runs on a day; one without an end, or without a beginning, runs on any. Both days count as running. */
export function isRunning({ startsOn, endsOn }: Pick<Source, 'startsOn' | 'endsOn'>, on: LocalDate): boolean {
  return (startsOn === null || startsOn <= on) && (endsOn === null || on <= endsOn);
}

type SourceRow = Omit<Source, 'cost'> & { costMinor: number; currency: string | null };

const SELECT = `SELECT s.id, s.key, s.name, s.kind, s.cost_minor::float8 AS "costMinor", s.currency,
  to_char(s.starts_on, 'YYYY-MM-DD') AS "startsOn", to_char(s.ends_on, 'YYYY-MM-DD') AS "endsOn", ${ms('s.created_at')} AS "createdAt"
  FROM sources s`;

const sourceOf = ({ costMinor, currency, ...row }: SourceRow): Source => ({
  ...row,
  cost: currency === null ? null : { minor: costMinor, currency },
});

export interface SourceFilter {
  kind?: SourceKind;
  /** Those that run on this day. */
  runningOn?: LocalDate;
}

/** Sources by their key. */
export async function listSources(
  pool: Pool,
  { filter, page }: { filter: SourceFilter; page: PageRequest },
  now: Instant,
): Promise<Page<Source>> {
  const start = startOf(page, filter, now);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ['true'];
  if (filter.kind) where.push(`s.kind = ${bind(filter.kind)}`);
  if (filter.runningOn) {
    const on = `${bind(filter.runningOn)}::date`;
    where.push(`coalesce(s.starts_on, ${on}) <= ${on} AND coalesce(s.ends_on, ${on}) >= ${on}`);
  }
  if (!start.first) where.push(`s.key > ${bind(start.after[0])}`);
  const { rows } = await pool.query<SourceRow>(
    `${SELECT} WHERE ${where.join(' AND ')} ORDER BY s.key LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  return pageOf(rows.map(sourceOf), page, start.asOf, filter, ({ key }) => [key]);
}

export async function readSource(pool: Pool, id: string): Promise<Source | null> {
  const { rows } = await pool.query<SourceRow>(`${SELECT} WHERE s.id = $1`, [id]);
  return rows[0] ? sourceOf(rows[0]) : null;
}

/** The ids of the sources that words name, by their keys or by a name in either language. Unknown ones are made where told. */
export async function findSources(
  pool: Pick<Pool, 'query'>,
  words: readonly string[],
  make?: SourceKind,
): Promise<Map<string, string>> {
  if (make) await pool.query('SELECT find_sources($1, $2)', [words, make]);
  const { rows } = await pool.query<{ word: string; id: string }>(
    'SELECT asked AS word, s.id FROM unnest($1::text[]) asked JOIN source_words s ON s.word = source_key(asked)',
    [words],
  );
  return new Map(rows.map(({ word, id }) => [word, id]));
}

export type SourceWords = Omit<Source, 'id' | 'key' | 'createdAt'>;

/** Makes a source; once per id. `taken`: another one goes by this key or by one of the names. */
export async function createSource(
  pool: Pool,
  { id, key, ...words }: SourceWords & { id: string; key: string },
): Promise<Source | 'taken'> {
  const names = [key, words.name.en, words.name.ru];
  const known = await findSources(pool, names);
  if ([...known.values()].some((one) => one !== id)) return 'taken';
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO sources (id, key, name, kind, cost_minor, currency, starts_on, ends_on)
     VALUES ($1, source_key($2), $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
    [id, key, ...columns(words)],
  );
  const made = await readSource(pool, id);
  if (!made && rows.length === 0) return 'taken';
  if (!made) throw new Error(`The source ${id} was written and cannot be read.`);
  return made;
}

/** Changes what a source is; its key stays, and so does every touch. `taken`: another one goes by one of the names. */
export async function changeSource(pool: Pool, id: string, words: SourceWords): Promise<Source | 'taken' | null> {
  const known = await findSources(pool, [words.name.en, words.name.ru]);
  if ([...known.values()].some((one) => one !== id)) return 'taken';
  await pool.query(
    `UPDATE sources SET name = $2, kind = $3, cost_minor = $4, currency = $5, starts_on = $6, ends_on = $7 WHERE id = $1`,
    [id, ...columns(words)],
  );
  return readSource(pool, id);
}

const columns = ({ name, kind, cost, startsOn, endsOn }: SourceWords): unknown[] => [
  JSON.stringify(name),
  kind,
  cost?.minor ?? 0,
  cost?.currency ?? null,
  startsOn,
  endsOn,
];
