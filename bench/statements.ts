import type { Pool } from '../src/platform/database';

/** SQL statements per operation, as PostgreSQL counted them. */
export interface Statements {
  api: number;
  worker: number;
  each: { by: string; perOperation: number; meanMs: number; text: string }[];
}

/**
 * Counts the statements that `operations` calls of `act` send. What was sent less often than once an operation is
 * somebody else's: schedules, health checks, the pool's own.
 */
export async function countStatements(pool: Pool, operations: number, act: () => Promise<void>): Promise<Statements> {
  await pool.query('SELECT pg_stat_statements_reset()');
  await act();
  const { rows } = await pool.query<Statements['each'][number]>(SENT, [operations]);
  const by = (role: string) => rows.filter((r) => r.by === role).reduce((sum, r) => sum + r.perOperation, 0);
  return { api: by('dealwright_api'), worker: by('dealwright_worker'), each: rows };
}

const SENT = `
  SELECT r.rolname AS by, round(s.calls / $1::numeric, 2)::float8 AS "perOperation",
    round(s.mean_exec_time::numeric, 3)::float8 AS "meanMs", left(regexp_replace(s.query, '\\s+', ' ', 'g'), 120) AS text
  FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
  WHERE s.toplevel AND s.calls >= 0.9 * $1::numeric AND r.rolname IN ('dealwright_api', 'dealwright_worker')
  ORDER BY r.rolname, s.calls DESC`;
