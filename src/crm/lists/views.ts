import type { Pool } from 'pg';
import type { Person } from '../../access';
import type { Instant, Text } from '../../process';
import { ms } from '../instance-sql';
import type { Entity } from './filter';
import { PRESET_VIEWS, type PresetView } from './preset-views';
import { SHARED_WITH, type Share } from './sharing';

/** What whoever saves a view says of it. */
export interface ViewWords {
  name: string;
  filter: string;
  sort: string;
  columns: readonly string[];
  shared: Share;
  /** Keys of the teams it is shared with. */
  teams: readonly string[];
}

/** A view as somebody sees it: one that ships, their own, or one that is shared with them. */
export interface View extends Omit<ViewWords, 'name'> {
  id: string;
  entity: Entity;
  name: Text;
  preset: boolean;
  owner: { id: string; name: string } | null;
  revision: number;
  updatedAt: Instant | null;
}

type Row = Omit<View, 'name' | 'preset'> & { name: string };

const COLUMNS = `v.id, v.entity, v.name, v.filter, v.sort, v.columns, v.shared, v.teams, v.revision, ${ms('v.updated_at')} AS "updatedAt",
  jsonb_build_object('id', v.owner_id, 'name', coalesce(o.name, '')) AS owner`;
const FROM_VIEWS = 'saved_views v LEFT JOIN people o ON o.id = v.owner_id';

const viewOf = ({ name, ...row }: Row): View => ({ ...row, name: { en: name, ru: name }, preset: false });

const presetView = ({ id, entity, name, filter, sort, columns }: PresetView): View => ({
  ...{ id, entity, name, filter, sort, columns },
  ...{ preset: true, shared: 'everybody', teams: [], owner: null, revision: 1, updatedAt: null },
});

type Reader = Pick<Person, 'id' | 'teams'>;

/** The views that somebody has: those that ship, then their own and what is shared with them, by name. */
export async function listViews(pool: Pool, reader: Reader, entity?: Entity): Promise<View[]> {
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM ${FROM_VIEWS} WHERE ${SHARED_WITH('v', '$1', '$2')} AND ($3::text IS NULL OR v.entity = $3)
     ORDER BY v.name, v.id`,
    [reader.id, reader.teams, entity ?? null],
  );
  const presets = PRESET_VIEWS.filter((one) => entity === undefined || one.entity === entity);
  return [...presets.map(presetView), ...rows.map(viewOf)];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A view by its id; null when there is none that the reader may see. */
export async function readView(pool: Pool, reader: Reader, id: string): Promise<View | null> {
  const preset = PRESET_VIEWS.find((one) => one.id === id);
  if (preset) return presetView(preset);
  if (!UUID.test(id)) return null;
  const sql = `SELECT ${COLUMNS} FROM ${FROM_VIEWS} WHERE v.id = $3::uuid AND ${SHARED_WITH('v', '$1', '$2')}`;
  const { rows } = await pool.query<Row>(sql, [reader.id, reader.teams, id]);
  return rows[0] ? viewOf(rows[0]) : null;
}

/** Saves a view under a given id; made once before, it is left as it is. */
export async function createView(
  pool: Pool,
  owner: Reader,
  id: string,
  entity: Entity,
  words: ViewWords,
  now: Instant,
): Promise<View> {
  const { name, filter, sort, columns, shared, teams } = words;
  await pool.query(
    `INSERT INTO saved_views (id, entity, name, filter, sort, columns, shared, teams, owner_id, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) ON CONFLICT (id) DO NOTHING`,
    [id, entity, name, filter, sort, columns, shared, teams, owner.id, new Date(now)],
  );
  const made = await readView(pool, owner, id);
  if (!made) throw new Error(`The view ${id} was saved and is not there.`);
  return made;
}

/** The views that somebody's lists open with, by their ids. One of them may be gone, or no longer be shared with them. */
export async function firstViews(pool: Pool, personId: string): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ id: string }>('SELECT view_id AS id FROM first_views WHERE person_id = $1', [
    personId,
  ]);
  return new Set(rows.map(({ id }) => id));
}

/** From now on somebody's list of that kind opens with this view. */
export async function openWith(
  pool: Pool,
  personId: string,
  { entity, id }: Pick<View, 'entity' | 'id'>,
): Promise<void> {
  await pool.query(
    `INSERT INTO first_views (person_id, entity, view_id) VALUES ($1, $2, $3)
     ON CONFLICT (person_id, entity) DO UPDATE SET view_id = excluded.view_id`,
    [personId, entity, id],
  );
}

/** What became of a change: there is none of the reader's own, or somebody has changed it since `revision`. */
export type ViewChanged<T> = T | 'not theirs' | 'moved on';

/** Changes a view of one's own. */
export async function changeView(
  pool: Pool,
  owner: Reader,
  id: string,
  words: ViewWords,
  revision: number,
  now: Instant,
): Promise<ViewChanged<View>> {
  const { name, filter, sort, columns, shared, teams } = words;
  const { rowCount } = await pool.query(
    `UPDATE saved_views SET name = $4, filter = $5, sort = $6, columns = $7, shared = $8, teams = $9, revision = revision + 1, updated_at = $10
     WHERE id = $1 AND owner_id = $2 AND revision = $3`,
    [id, owner.id, revision, name, filter, sort, columns, shared, teams, new Date(now)],
  );
  const view = await readView(pool, owner, id);
  if (!view || view.owner?.id !== owner.id) return 'not theirs';
  return rowCount === 1 ? view : 'moved on';
}

/** Deletes a view of one's own; says whether there was one. */
export async function deleteView(pool: Pool, owner: Reader, id: string): Promise<boolean> {
  if (!UUID.test(id)) return false;
  const { rowCount } = await pool.query('DELETE FROM saved_views WHERE id = $1 AND owner_id = $2', [id, owner.id]);
  return rowCount === 1;
}
