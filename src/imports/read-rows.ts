import type { Pool } from 'pg';
import type { Sight } from '../access';
import { type Page, type PageRequest, pageOf, startOf } from '../crm';
import type { Instant } from '../process';
import { formatMoney } from '../process/fields/money';
import { likesSeen, type RowLike } from './likes';
import type { Note } from './note';

/** What of the rows is asked for. */
export interface RowFilter {
  result?: string;
  /** What a preview found. */
  would?: string;
  /** A note's code. */
  code?: string;
  back?: string;
}

/** A row of a file, with what it would do or has done. */
export interface ImportRowCard {
  row: number;
  externalKey: string | null;
  raw: Readonly<Record<string, string>> | null;
  result: string;
  entityId: string | null;
  notes: readonly Note[];
  /** The record that the row is very like. */
  like: RowLike | null;
  would: string | null;
  changes: readonly { field: string; from: unknown; to: unknown }[];
  back: string | null;
  backNotes: readonly string[] | null;
}

type Row = Omit<ImportRowCard, 'changes' | 'like'> & {
  changes: Readonly<Record<string, { from: unknown; to: unknown }>> | null;
};

const SELECT = `SELECT row, external_key AS "externalKey", raw, result, entity_id AS "entityId",
  CASE WHEN result = 'waiting' THEN coalesce(would_notes, notes) ELSE notes END AS notes, would, changes, back, back_notes AS "backNotes" FROM import_rows`;

/** A page of the rows of an import, in their order, as somebody with this sight may see them. */
export async function listImportRows(
  pool: Pool,
  sight: Sight,
  importId: string,
  filter: RowFilter,
  page: PageRequest,
  now: Instant,
): Promise<Page<ImportRowCard>> {
  const question = { import: importId, ...filter };
  const start = startOf(page, question, now);
  const values: unknown[] = [importId, Number(start.after[0] ?? -1)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ['import_id = $1', 'row > $2'];
  if (filter.result) where.push(`result = ${bind(filter.result)}`);
  if (filter.would) where.push(`would = ${bind(filter.would)}`);
  if (filter.back) where.push(`back = ${bind(filter.back)}`);
  if (filter.code)
    where.push(
      `(CASE WHEN result = 'waiting' THEN coalesce(would_notes, notes) ELSE notes END) @> ${bind(JSON.stringify([{ code: filter.code }]))}::jsonb`,
    );
  const { rows } = await pool.query<Row>(
    `${SELECT} WHERE ${where.join(' AND ')} ORDER BY row LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  return pageOf(await told(pool, sight, rows), page, start.asOf, question, (one) => [one.row]);
}

const PAGE = 1_000;

/** All rows of an import, a page at a time: for a report. */
export async function* allImportRows(pool: Pool, sight: Sight, importId: string): AsyncGenerator<ImportRowCard> {
  for (let after = -1; ; ) {
    const { rows } = await pool.query<Row>(`${SELECT} WHERE import_id = $1 AND row > $2 ORDER BY row LIMIT ${PAGE}`, [
      importId,
      after,
    ]);
    yield* await told(pool, sight, rows);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.row;
  }
}

/** Rows by result, by what a preview found, and of those that were taken back. */
export async function countRows(pool: Pool, importId: string) {
  const { rows } = await pool.query<{ result: string; would: string | null; back: string | null; n: number }>(
    'SELECT result, would, back, count(*)::int AS n FROM import_rows WHERE import_id = $1 GROUP BY 1, 2, 3',
    [importId],
  );
  const by = (key: 'result' | 'would' | 'back') => {
    const counts: Record<string, number> = {};
    for (const one of rows) {
      const word = one[key];
      if (word !== null) counts[word] = (counts[word] ?? 0) + one.n;
    }
    return counts;
  };
  return { counts: by('result'), would: by('would'), back: by('back') };
}

/** Rows by what is noted of them, the most frequent first. */
export async function countNotes(pool: Pool, importId: string): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ code: string; n: number }>(
    `SELECT note ->> 'code' AS code, count(DISTINCT row)::int AS n FROM import_rows,
       jsonb_array_elements(CASE WHEN result = 'waiting' THEN coalesce(would_notes, notes) ELSE notes END) AS note
     WHERE import_id = $1 GROUP BY 1 ORDER BY 2 DESC, 1`,
    [importId],
  );
  return Object.fromEntries(rows.map(({ code, n }) => [code, n]));
}

const camel = (column: string): string => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const MONEY: Readonly<Record<string, string>> = {
  annual_revenue_minor: 'currency',
  estimate_minor: 'estimate_currency',
};

async function told(pool: Pool, sight: Sight, rows: readonly Row[]): Promise<ImportRowCard[]> {
  const likes = rows.map(({ notes }) => notes.find(({ like }) => like)?.like);
  const seen = await likesSeen(
    pool,
    sight,
    likes.filter((like) => like !== undefined),
  );
  return rows.map((row, i) => {
    const like = likes[i];
    return {
      ...row,
      notes: row.notes.map(({ like: _, ...note }) => note),
      like: like ? seen(like) : null,
      changes: changesOf(row),
    };
  });
}

/** Columns as the fields that they are over HTTP: money as one, each added field for itself. */
function changesOf({ changes }: Row): ImportRowCard['changes'] {
  const fields = Object.entries(changes ?? {}).flatMap(([column, { from, to }]): ImportRowCard['changes'][number][] => {
    if (['currency', 'revenue_currency', 'estimate_currency'].includes(column)) return [];
    if (column === 'custom') return customChanges(from, to);
    const unit = changes?.[MONEY[column] ?? ''] ?? changes?.revenue_currency;
    if (MONEY[column])
      return [
        {
          field: camel(column).replace('Minor', ''),
          from: money(from, unit?.from ?? unit?.to),
          to: money(to, unit?.to ?? unit?.from),
        },
      ];
    return [{ field: camel(column), from: from ?? null, to: to ?? null }];
  });
  return fields.sort((a, b) => (a.field < b.field ? -1 : 1));
}

const money = (minor: unknown, currency: unknown): unknown =>
  typeof minor === 'number' && typeof currency === 'string'
    ? { amount: formatMoney({ minor, currency }), currency }
    : (minor ?? null);

function customChanges(from: unknown, to: unknown) {
  const [before, after] = [(from ?? {}) as Record<string, unknown>, (to ?? {}) as Record<string, unknown>];
  return Object.keys(after)
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => ({ field: `custom.${key}`, from: before[key] ?? null, to: after[key] }));
}
