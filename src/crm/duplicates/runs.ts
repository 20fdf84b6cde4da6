import type { Pool } from 'pg';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant } from '../../process';
import type { DuplicateEntity } from './records';
import { readDuplicateRules } from './rules';

/** A search for doubles over all records of a kind. */
export interface DuplicateRun {
  id: string;
  entity: DuplicateEntity;
  status: 'waiting' | 'running' | 'done' | 'stopped';
  /** How many records there are, and how many were looked at; how many pairs were compared, and found. */
  records: number;
  lookedAt: number;
  compared: number;
  found: number;
  createdAt: Date;
  finishedAt: Date | null;
}

const COLUMNS = `id, entity, status, records, looked_at AS "lookedAt", compared, found, created_at AS "createdAt", finished_at AS "finishedAt"`;

/** Keeps a run that is to be done, under the rules of now; one of its kind that is not over is given instead of a second. */
export async function keepDuplicateRun(
  pool: Pool,
  { id, entity, by, at }: { id: string; entity: DuplicateEntity; by: string; at: Instant },
): Promise<DuplicateRun> {
  const rules = await readDuplicateRules(pool);
  return inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock(5, hashtext($1))', [entity]);
    const open = `SELECT ${COLUMNS} FROM duplicate_runs WHERE id = $1 OR entity = $2 AND status IN ('waiting', 'running')`;
    const there = await client.query<DuplicateRun>(open, [id, entity]);
    if (there.rows[0]) return there.rows[0];
    const { rows } = await client.query<DuplicateRun>(
      `INSERT INTO duplicate_runs (id, entity, rules, started_by, created_at, records)
       VALUES ($1, $2, $3, $4, $5, (SELECT count(*) FROM search_entries WHERE kind = $2)) RETURNING ${COLUMNS}`,
      [id, entity, JSON.stringify(rules), by, new Date(at)],
    );
    return rows[0] as DuplicateRun;
  });
}

export async function readDuplicateRun(pool: Pick<Pool, 'query'>, id: string): Promise<DuplicateRun | null> {
  const { rows } = await pool.query<DuplicateRun>(`SELECT ${COLUMNS} FROM duplicate_runs WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** The newest first. */
export async function listDuplicateRuns(pool: Pick<Pool, 'query'>, limit: number): Promise<DuplicateRun[]> {
  const sql = `SELECT ${COLUMNS} FROM duplicate_runs ORDER BY created_at DESC, id LIMIT $1`;
  return (await pool.query<DuplicateRun>(sql, [limit])).rows;
}

/** Has a run end before its next page; what it found stays. */
export async function stopDuplicateRun(pool: Pick<Pool, 'query'>, id: string, at: Instant): Promise<void> {
  await pool.query(
    `UPDATE duplicate_runs SET status = 'stopped', finished_at = $2 WHERE id = $1 AND status IN ('waiting', 'running')`,
    [id, new Date(at)],
  );
}
