import type { Pool } from 'pg';
import type { Instant } from '../../process';
import { newSecret } from '../sign';

/** Who is told of events outside, without what the calls are signed with. */
export interface EventHook {
  name: string;
  url: string;
  kinds: string[];
  active: boolean;
  /** Why it is off, where nobody turned it off. */
  reason: string | null;
  /** Since when it is off: what happened from then on it can be told by a replay. */
  offAt: Instant | null;
  /** Tries in a row that came to nothing, and since when. */
  failures: number;
  failingSince: Instant | null;
  createdAt: Instant;
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
const COLUMNS = `name, url, kinds, active, reason, ${ms('off_at')} AS "offAt", failures, ${ms('failing_since')} AS "failingSince",
  ${ms('created_at')} AS "createdAt"`;

/** Registers a receiver; it is told of what happens from now on. Its secret is given here, and never again. null when the name is taken. */
export async function addEventHook(
  pool: Pool,
  { name, url, kinds, by }: { name: string; url: string; kinds: readonly string[]; by: string | null },
  now: Instant,
): Promise<{ hook: EventHook; secret: string } | null> {
  const secret = newSecret();
  const { rows } = await pool.query<EventHook>(
    `INSERT INTO event_hooks (name, url, secret, kinds, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (name) DO NOTHING RETURNING ${COLUMNS}`,
    [name, url, secret, kinds, new Date(now), by],
  );
  return rows[0] ? { hook: rows[0], secret } : null;
}

/** All receivers, by name. */
export async function listEventHooks(pool: Pool): Promise<EventHook[]> {
  return (await pool.query<EventHook>(`SELECT ${COLUMNS} FROM event_hooks ORDER BY name`)).rows;
}

/** One receiver; null when there is none of that name. */
export async function readEventHook(pool: Pool, name: string): Promise<EventHook | null> {
  return (await pool.query<EventHook>(`SELECT ${COLUMNS} FROM event_hooks WHERE name = $1`, [name])).rows[0] ?? null;
}

/**
 * Changes where a receiver is, what it is told of, or whether it is told at all; its failures are forgotten, and what waits
 * is tried at once when it is turned on. null: there is none.
 */
export async function changeEventHook(
  pool: Pool,
  name: string,
  given: { url?: string | undefined; kinds?: readonly string[] | undefined; active?: boolean | undefined },
  now: Instant,
): Promise<EventHook | null> {
  const { rows } = await pool.query<EventHook>(
    `WITH hook AS (
       UPDATE event_hooks SET url = coalesce($2, url), kinds = coalesce($3, kinds), active = coalesce($4, active),
         reason = CASE WHEN $4 THEN NULL ELSE reason END, failures = 0, failing_since = NULL,
         off_at = CASE WHEN $4 THEN NULL WHEN NOT $4 AND active THEN $5::timestamptz ELSE off_at END
       WHERE name = $1 RETURNING ${COLUMNS}),
     anew AS (
       UPDATE event_deliveries SET failures = 0, failing_since = NULL, next_try_at = $5::timestamptz
       WHERE $4 AND hook = $1 AND status = 'waiting'),
     told AS (SELECT pg_notify('dealwright_hooks', '') FROM hook WHERE active)
     SELECT hook.* FROM hook LEFT JOIN told ON true`,
    [name, given.url ?? null, given.kinds ?? null, given.active ?? null, new Date(now)],
  );
  return rows[0] ?? null;
}

/** Forgets a receiver, with what it was still to be told. Gives whether there was one. */
export async function removeEventHook(pool: Pool, name: string): Promise<boolean> {
  return (await pool.query('DELETE FROM event_hooks WHERE name = $1', [name])).rowCount === 1;
}
