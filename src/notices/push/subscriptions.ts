import type { Pool } from 'pg';
import type { PushTarget } from '../../outbound';
import type { Instant } from '../../process';

/** A browser of somebody's that may be told. What it is told by is its own secret, and read by workers alone. */
export interface Subscription {
  id: string;
  label: string;
  endpoint: string;
  at: Instant;
  toldAt: Instant | null;
}

/** So many browsers of one person; one more takes the place of the oldest. */
const MOST = 20;

const SELECT = `SELECT id, label, endpoint, (extract(epoch FROM created_at) * 1000)::float8 AS at,
  (extract(epoch FROM told_at) * 1000)::float8 AS "toldAt" FROM push_subscriptions`;

export async function listSubscriptions(pool: Pool, personId: string): Promise<Subscription[]> {
  const { rows } = await pool.query<Subscription>(
    `${SELECT} WHERE kind = 'browser' AND person_id = $1 ORDER BY created_at DESC, id`,
    [personId],
  );
  return rows;
}

/**
 * Keeps a browser of somebody's. One that is known keeps its id, and is whose it is now: two people may use it one after the other,
 * and the first is no longer told there.
 */
export async function subscribe(
  pool: Pool,
  given: PushTarget & { id: string; personId: string; label: string; now: Instant },
): Promise<Subscription> {
  const { id, personId, endpoint, p256dh, auth, label, now } = given;
  await pool.query(
    `INSERT INTO push_subscriptions AS b (id, person_id, endpoint, p256dh, auth, label, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (endpoint) WHERE kind = 'browser' DO UPDATE SET person_id = $2, p256dh = $4, auth = $5, label = $6, created_at = $7`,
    [id, personId, endpoint, p256dh, auth, label, new Date(now)],
  );
  await pool.query(
    `DELETE FROM push_subscriptions WHERE id IN (
       SELECT id FROM push_subscriptions WHERE kind = 'browser' AND person_id = $1 ORDER BY created_at DESC, id OFFSET ${MOST})`,
    [personId],
  );
  const { rows } = await pool.query<Subscription>(
    `${SELECT} WHERE kind = 'browser' AND endpoint = $1 AND person_id = $2`,
    [endpoint, personId],
  );
  if (!rows[0]) throw new Error('The subscription was kept and cannot be read.');
  return rows[0];
}

/** Gives whether there was such a browser of theirs. */
export async function unsubscribe(pool: Pool, personId: string, id: string): Promise<boolean> {
  const sql = "DELETE FROM push_subscriptions WHERE kind = 'browser' AND id = $1 AND person_id = $2";
  return (await pool.query(sql, [id, personId])).rowCount === 1;
}
