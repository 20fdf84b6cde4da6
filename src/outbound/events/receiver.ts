import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Instant } from '../../process';

/** A receiver as who calls it needs it; with the workers' login. */
export interface Receiver {
  name: string;
  url: string;
  secret: string;
  kinds: string[];
}

/** A receiver is given up after so many failures in a row, or after failing for so long. */
const MOST_FAILURES = 50;
const MOST_FAILING_MS = 24 * 60 * 60 * 1000;

/** Reads a receiver that is to be told; null when it is off or gone. */
export async function readReceiver(pool: Pool, name: string): Promise<Receiver | null> {
  const { rows } = await pool.query<Receiver>(
    'SELECT name, url, secret, kinds FROM event_hooks WHERE name = $1 AND active',
    [name],
  );
  return rows[0] ?? null;
}

/** The receiver took something: what it failed before is forgotten. */
export async function noteAlive(pool: Pool, name: string): Promise<void> {
  await pool.query(
    'UPDATE event_hooks SET failures = 0, failing_since = NULL WHERE name = $1 AND (failures > 0 OR failing_since IS NOT NULL)',
    [name],
  );
}

/** The receiver failed once more. Gives whether it is off now. */
export async function noteDead(pool: Pool, name: string, said: string, now: Instant): Promise<boolean> {
  const { rows } = await pool.query<{ failures: number; since: Instant; active: boolean }>(
    `UPDATE event_hooks SET failures = failures + 1, failing_since = coalesce(failing_since, $2) WHERE name = $1
     RETURNING active, failures, (extract(epoch FROM failing_since) * 1000)::float8 AS since`,
    [name, new Date(now)],
  );
  const [hook] = rows;
  if (!hook?.active) return true;
  const why =
    hook.failures >= MOST_FAILURES
      ? `${hook.failures} tries in a row came to nothing`
      : now - hook.since >= MOST_FAILING_MS
        ? 'nothing came through for a day'
        : null;
  if (why !== null) await switchOff(pool, name, `${why}: ${said}`, now);
  return why !== null;
}

/** Switches a receiver off and tells the administrators, in one statement: they are told once. */
export async function switchOff(pool: Pool, name: string, reason: string, now: Instant): Promise<void> {
  const { rows } = await pool.query<{ ids: string[] }>(
    `SELECT coalesce(array_agg(id), '{}') AS ids FROM people WHERE active AND 'administrator' = ANY(roles)`,
  );
  const administrators = rows[0]?.ids ?? [];
  await pool.query(
    `WITH off AS (
       UPDATE event_hooks SET active = false, reason = $2, off_at = $3 WHERE name = $1 AND active RETURNING name),
     told AS (
       INSERT INTO notifications (id, instance_id, person_id, code, subject, at)
       SELECT p.id, NULL, p.person, 'event hook off', off.name, $3
       FROM off, unnest($4::uuid[], $5::uuid[]) AS p(id, person))
     SELECT name FROM off`,
    [name, reason, new Date(now), administrators.map(() => newId()), administrators],
  );
}
