import type { Pool } from 'pg';
import type { Person } from '../../access';
import type { Instant } from '../../process';
import { ms } from '../instance-sql';
import { SHARED_WITH, type Share } from './sharing';
import type { ViewChanged } from './views';

/** What whoever makes a list of organisations says of it. */
export interface ListWords {
  name: string;
  note: string | null;
  /** A filter over organisations: whoever meets it is on the list. null: it is kept by hand. */
  condition: string | null;
  shared: Share;
  teams: readonly string[];
}

/** A list of organisations, as somebody sees it. */
export interface AccountList extends ListWords {
  id: string;
  owner: { id: string; name: string };
  revision: number;
  updatedAt: Instant;
}

type Reader = Pick<Person, 'id' | 'teams'>;

const COLUMNS = `l.id, l.name, l.note, l.condition, l.shared, l.teams, l.revision, ${ms('l.updated_at')} AS "updatedAt",
  jsonb_build_object('id', l.owner_id, 'name', coalesce(o.name, '')) AS owner`;
const FROM_LISTS = 'account_lists l LEFT JOIN people o ON o.id = l.owner_id';

/** Somebody's own lists and those that are shared with them, by name. */
export async function accountLists(pool: Pool, reader: Reader): Promise<AccountList[]> {
  const sql = `SELECT ${COLUMNS} FROM ${FROM_LISTS} WHERE ${SHARED_WITH('l', '$1', '$2')} ORDER BY lower(l.name), l.id`;
  return (await pool.query<AccountList>(sql, [reader.id, reader.teams])).rows;
}

/** null when there is none that the reader may see. */
export async function readAccountList(pool: Pool, reader: Reader, id: string): Promise<AccountList | null> {
  const sql = `SELECT ${COLUMNS} FROM ${FROM_LISTS} WHERE l.id = $3 AND ${SHARED_WITH('l', '$1', '$2')}`;
  return (await pool.query<AccountList>(sql, [reader.id, reader.teams, id])).rows[0] ?? null;
}

/** Makes a list under a given id; made once before, it is left as it is. */
export async function createAccountList(
  pool: Pool,
  owner: Reader,
  id: string,
  words: ListWords,
  now: Instant,
): Promise<AccountList> {
  const { name, note, condition, shared, teams } = words;
  await pool.query(
    `INSERT INTO account_lists (id, name, note, condition, shared, teams, owner_id, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (id) DO NOTHING`,
    [id, name, note, condition, shared, teams, owner.id, new Date(now)],
  );
  const made = await readAccountList(pool, owner, id);
  if (!made) throw new Error(`The list ${id} was made and is not there.`);
  return made;
}

/** Changes a list of one's own. One that gets a condition has no members by hand any more. */
export async function changeAccountList(
  pool: Pool,
  owner: Reader,
  id: string,
  words: ListWords,
  revision: number,
  now: Instant,
): Promise<ViewChanged<AccountList>> {
  const { name, note, condition, shared, teams } = words;
  const { rowCount } = await pool.query(
    `WITH changed AS (
       UPDATE account_lists SET name = $4, note = $5, condition = $6, shared = $7, teams = $8, revision = revision + 1, updated_at = $9
       WHERE id = $1 AND owner_id = $2 AND revision = $3 RETURNING id, condition),
     emptied AS (DELETE FROM account_list_members m USING changed c WHERE m.list_id = c.id AND c.condition IS NOT NULL)
     SELECT id FROM changed`,
    [id, owner.id, revision, name, note, condition, shared, teams, new Date(now)],
  );
  const list = await readAccountList(pool, owner, id);
  if (!list || list.owner.id !== owner.id) return 'not theirs';
  return rowCount === 1 ? list : 'moved on';
}

/** Deletes a list of one's own; says whether there was one. */
export async function deleteAccountList(pool: Pool, owner: Reader, id: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM account_lists WHERE id = $1 AND owner_id = $2', [id, owner.id]);
  return rowCount === 1;
}
