import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { circlesOf } from './circles';
import type { Mergeable, RecordRow } from './fields';
import { type FieldChoice, faultsOf, type PlanFault, planCard } from './plan';
import { type MergeWarning, warningsOf } from './warnings';

/** Which records are to become one, and whose value each field is to have. */
export interface MergeAsked {
  entity: Mergeable;
  survivor: string;
  doubles: readonly string[];
  /** By field: the record whose value it keeps. */
  values: Readonly<Record<string, string>>;
  /** What each record's `revision` was when its merging was decided on, by id. */
  revisions?: Readonly<Record<string, number>>;
}

/** What a merge would do, field by field and table by table. */
export interface MergePreview {
  survivor: string;
  doubles: readonly string[];
  fields: FieldChoice[];
  /** Rows of which table go over to the survivor, by the column that names a double. */
  moves: { table: string; column: string; rows: number }[];
  warnings: MergeWarning[];
  revisions: Record<string, number>;
}

/** Why a merge is not done, with nothing changed. */
export type MergeRefused =
  | { was: 'missing'; ids: string[] }
  /** Merged or erased by now, or changed since it was looked at. */
  | { was: 'changed'; ids: string[] }
  | { was: 'faulty'; faults: PlanFault[] };

type Prepared = { was: 'planned'; preview: MergePreview; set: Record<string, unknown> };

/** What a merge would do; nothing is changed. */
export async function previewMerge(
  pool: Pool,
  asked: MergeAsked,
  sight: Sight,
): Promise<{ was: 'planned'; preview: MergePreview } | MergeRefused> {
  return prepare(pool, asked, sight);
}

/** How often a merge is tried again that met another one, or a lead that was just being qualified. */
const TRIES = 4;
const DEADLOCK = '40P01';

/**
 * Makes doubles one with the survivor, in one transaction: its card gets what was chosen, all that hangs on them goes over to
 * it, and each change is kept for an undo. A double keeps its row and its id, which from then on stand for the survivor.
 * Repeated with the same id it does nothing more.
 */
export async function mergeRecords(
  pool: Pool,
  asked: MergeAsked & { id: string; by: string; at: Instant },
  sight: Sight,
): Promise<{ was: 'merged'; preview: MergePreview } | MergeRefused> {
  for (let n = 1; ; n++) {
    const prepared = await prepare(pool, asked, sight);
    if (prepared.was !== 'planned') return prepared;
    const { preview, set } = prepared;
    const { id, entity, survivor, doubles, by, at } = asked;
    const input = { id, entity, survivor, doubles, revisions: preview.revisions, set, by, at };
    try {
      const { rows } = await pool.query<{ said: { merged: true } | { changed: string[] } }>(
        'SELECT merge_clients($1) AS said',
        [JSON.stringify(input)],
      );
      const said = rows[0]?.said;
      if (said && 'changed' in said) return { was: 'changed', ids: said.changed };
      return { was: 'merged', preview };
    } catch (error) {
      if ((error as { code?: unknown }).code !== DEADLOCK || n === TRIES) throw error;
    }
  }
}

async function prepare(pool: Pool, asked: MergeAsked, sight: Sight): Promise<Prepared | MergeRefused> {
  const { entity, survivor, doubles, values } = asked;
  const ids = [survivor, ...doubles];
  const found = await readRows(pool, entity, ids, sight);
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0) return { was: 'missing', ids: missing };
  const rows = ids.map((id) => found.get(id) as RecordRow);
  const changed = rows.filter((row) => isGone(row) || (asked.revisions?.[row.id] ?? row.revision) !== row.revision);
  if (changed.length > 0) return { was: 'changed', ids: changed.map(({ id }) => id) };
  const faults = faultsOf(rows, values);
  if (faults.length > 0) return { was: 'faulty', faults };
  const circles = await circlesOf(pool, entity, rows);
  const { fields, set } = planCard(rows, values, circles);
  const [moves, warnings] = await Promise.all([
    countLinks(pool, entity, doubles),
    warningsOf(pool, entity, rows, circles.size > 0),
  ]);
  const revisions = Object.fromEntries(rows.map(({ id, revision }) => [id, revision]));
  return { was: 'planned', preview: { survivor, doubles, fields, moves, warnings, revisions }, set };
}

const isGone = (row: RecordRow): boolean => Boolean(row.merged_into ?? row.erased_at);

async function readRows(pool: Pool, entity: Mergeable, ids: readonly string[], sight: Sight) {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const { rows } = await pool.query<{ row: RecordRow }>(
    `SELECT to_jsonb(r) AS row FROM ${entity}s r WHERE r.id = ANY(${bind(ids)}) AND ${seenSql(sight, entity, 'r', bind)}`,
    values,
  );
  return new Map(rows.map(({ row }) => [row.id, row]));
}

async function countLinks(pool: Pool, entity: Mergeable, ids: readonly string[]): Promise<MergePreview['moves']> {
  const { rows } = await pool.query<MergePreview['moves'][number]>(
    `SELECT table_name AS table, column_name AS column, rows::int FROM count_client_links($1, $2)`,
    [entity, ids],
  );
  return rows;
}
