import type { Pool } from 'pg';
import type { Instant } from '../process';
import type { FieldEntity } from './person';

/** What whom it is shared with may do: see the record, or work on it as their roles let them. */
export const SHARE_MAY = ['read', 'work'] as const;
export type ShareMay = (typeof SHARE_MAY)[number];

/** A record that is shared with somebody, or with a team. */
export interface ShareCard {
  id: string;
  person: { id: string; name: string } | null;
  team: { key: string; name: { en: string; ru: string } } | null;
  may: ShareMay;
  /** It ends by itself then; null: when somebody ends it. */
  until: Instant | null;
  by: { id: string; name: string };
  at: Instant;
}

/** Which record. */
export interface SharedRecord {
  entity: FieldEntity;
  id: string;
}

/** With whom: a person by id, or a team by key. */
export type SharedWith = { personId: string } | { team: string };

const column = (entity: FieldEntity): string =>
  entity === 'lead' || entity === 'sale' ? 'instance_id' : `${entity}_id`;

const ms = (at: string): string => `(extract(epoch FROM ${at}) * 1000)::float8`;

/** With whom a record is shared now, the newest first. */
export async function listShares(pool: Pool, { entity, id }: SharedRecord, now: Instant): Promise<ShareCard[]> {
  const { rows } = await pool.query<ShareCard>(
    `SELECT s.id, s.may, ${ms('s.until')} AS until, ${ms('s.at')} AS at, jsonb_build_object('id', b.id, 'name', b.name) AS by,
       CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('id', p.id, 'name', p.name) END AS person,
       CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('key', t.key, 'name', t.name) END AS team
     FROM shares s JOIN people b ON b.id = s.by LEFT JOIN people p ON p.id = s.person_id LEFT JOIN teams t ON t.id = s.team_id
     WHERE s.${column(entity)} = $1 AND s.ended_at IS NULL AND (s.until IS NULL OR s.until > $2) ORDER BY s.at DESC, s.id`,
    [id, new Date(now)],
  );
  return rows;
}

/** Who is responsible for a record; null: nobody. */
export async function ownerOf(pool: Pool, { entity, id }: SharedRecord): Promise<string | null> {
  const table = entity === 'lead' || entity === 'sale' ? 'process_instances' : `${entity}s`;
  const sql = `SELECT owner_id AS owner FROM ${table} WHERE id = $1`;
  return (await pool.query<{ owner: string | null }>(sql, [id])).rows[0]?.owner ?? null;
}

/** What is given with a share. */
export interface ShareGiven {
  id: string;
  with: SharedWith;
  may: ShareMay;
  until: Instant | null;
  by: string;
  at: Instant;
}

/**
 * Shares a record, in the place of what was shared with the same one before. Harmless when repeated. False when there is no such
 * colleague (any more) or team.
 */
export async function addShare(pool: Pool, { entity, id }: SharedRecord, given: ShareGiven): Promise<boolean> {
  const { with: whom, may, until, by, at } = given;
  const named = 'personId' in whom ? whom.personId : whom.team;
  const found = 'personId' in whom ? 'FROM people WHERE id = $3::uuid AND active' : 'FROM teams WHERE key = $3::text';
  const who = 'personId' in whom ? 'person_id' : 'team_id';
  const { rowCount } = await pool.query(
    `WITH whom AS (SELECT id ${found}), before AS (
       UPDATE shares s SET ended_at = $7, ended_by = $6 FROM whom
       WHERE s.${column(entity)} = $2 AND s.${who} = whom.id AND s.ended_at IS NULL AND s.id <> $1)
     INSERT INTO shares (id, ${column(entity)}, ${who}, may, until, by, at)
     SELECT $1, $2, whom.id, $4, $5, $6, $7 FROM whom ON CONFLICT (id) DO NOTHING RETURNING 1`,
    [given.id, id, named, may, until === null ? null : new Date(until), by, new Date(at)],
  );
  return (rowCount ?? 0) > 0 || (await isThere(pool, given.id));
}

const isThere = async (pool: Pool, id: string): Promise<boolean> =>
  (await pool.query('SELECT 1 FROM shares WHERE id = $1', [id])).rows.length > 0;

/** Ends a share from now on. False when the record has none of that id which has not ended. */
export async function endShare(
  pool: Pool,
  { entity, id }: SharedRecord,
  share: string,
  by: string,
  now: Instant,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE shares SET ended_at = $3, ended_by = $4 WHERE id = $2 AND ${column(entity)} = $1 AND ended_at IS NULL`,
    [id, share, new Date(now), by],
  );
  return rowCount === 1;
}
