import type { Pool } from 'pg';
import { type Sight, sightOf } from '../../access';
import type { Instant } from '../../process';
import { askerFor } from './asker';
import type { Question } from './question';
import { type Reader, statementOf } from './read-list';
import { scopeSql } from './scope';

/** Which of these organisations somebody does not see, or are not there: what may not be put on a list by its id. */
export async function unseenAccounts(
  pool: Pool,
  sight: Sight,
  ids: readonly string[],
  now: Instant,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const scope = scopeSql('account', { bind, sight, asOf: now, rates: {} }).join(' AND ');
  const { rows } = await pool.query<{ id: string }>(
    `SELECT given.id FROM unnest(${bind(ids)}::uuid[]) AS given(id)
     WHERE NOT EXISTS (SELECT 1 FROM accounts r WHERE r.id = given.id AND ${scope})`,
    values,
  );
  return rows.map(({ id }) => id);
}

/** Puts organisations on a list; says how many were not on it before. */
export async function addMembers(
  pool: Pool,
  listId: string,
  ids: readonly string[],
  by: string,
  now: Instant,
): Promise<number> {
  const { rowCount } = await pool.query(
    `INSERT INTO account_list_members (list_id, account_id, added_at, added_by) SELECT $1, id, $3, $4 FROM unnest($2::uuid[]) id ON CONFLICT DO NOTHING`,
    [listId, ids, new Date(now), by],
  );
  return rowCount ?? 0;
}

/** Puts whoever meets a question now on a list, as far as the reader sees them; says how many were not on it before. */
export async function addMatching(
  pool: Pool,
  listId: string,
  reader: Reader,
  question: Question,
  now: Instant,
): Promise<number> {
  const [asker, sight] = await Promise.all([
    askerFor(pool, reader.person, now, reader.zone),
    sightOf(pool, reader.person),
  ]);
  const { from, where, values, context } = statementOf(question, asker, sight);
  const { rowCount } = await pool.query(
    `INSERT INTO account_list_members (list_id, account_id, added_at, added_by)
     SELECT ${context.bind(listId)}::uuid, r.id, ${context.bind(new Date(now))}::timestamptz, ${context.bind(reader.person.id)}::uuid
     FROM ${from} WHERE ${where.join(' AND ')} ON CONFLICT DO NOTHING`,
    values,
  );
  return rowCount ?? 0;
}

/** Takes organisations off a list; says how many were on it. */
export async function removeMembers(pool: Pool, listId: string, ids: readonly string[]): Promise<number> {
  const sql = 'DELETE FROM account_list_members WHERE list_id = $1 AND account_id = ANY($2::uuid[])';
  return (await pool.query(sql, [listId, ids])).rowCount ?? 0;
}
