import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { newSecret, type Outcome } from '../../outbound';
import type { Instant } from '../../process';

/** A program of somebody's that is told of their notices. What its calls are signed with is read by workers alone. */
export interface OwnWebhook {
  id: string;
  label: string;
  url: string;
  at: Instant;
  toldAt: Instant | null;
  /** Since when it is told nothing any more, and why. */
  offAt: Instant | null;
  offReason: string | null;
}

/** So many programs of one person; one more takes the place of the oldest. */
const MOST = 5;
/** One through which nothing came for so long is dead. */
const DEAD_MS = 24 * 60 * 60 * 1000;

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
const SELECT = `SELECT id, label, endpoint AS url, ${ms('created_at')} AS at, ${ms('told_at')} AS "toldAt", ${ms('off_at')} AS "offAt",
  off_reason AS "offReason" FROM push_subscriptions WHERE kind = 'webhook'`;

export async function listOwnWebhooks(pool: Pool, personId: string): Promise<OwnWebhook[]> {
  const sql = `${SELECT} AND person_id = $1 ORDER BY created_at DESC, id`;
  return (await pool.query<OwnWebhook>(sql, [personId])).rows;
}

/** Keeps a program of somebody's, with a secret that is given this once. One that is known gets a new one, and is told again. */
export async function addOwnWebhook(
  pool: Pool,
  given: { personId: string; url: string; label: string; now: Instant },
): Promise<OwnWebhook & { secret: string }> {
  const { personId, url, label, now } = given;
  const secret = newSecret();
  await pool.query(
    `INSERT INTO push_subscriptions (id, person_id, kind, endpoint, secret, label, created_at) VALUES ($1, $2, 'webhook', $3, $4, $5, $6)
     ON CONFLICT (person_id, endpoint) WHERE kind = 'webhook' DO UPDATE SET secret = $4, label = $5, created_at = $6,
       failing_since = NULL, off_at = NULL, off_reason = NULL`,
    [newId(), personId, url, secret, label, new Date(now)],
  );
  await pool.query(
    `DELETE FROM push_subscriptions WHERE id IN (SELECT id FROM push_subscriptions
       WHERE kind = 'webhook' AND person_id = $1 ORDER BY created_at DESC, id DESC OFFSET ${MOST})`,
    [personId],
  );
  const { rows } = await pool.query<OwnWebhook>(`${SELECT} AND person_id = $1 AND endpoint = $2`, [personId, url]);
  if (!rows[0]) throw new Error('The webhook was kept and cannot be read.');
  return { ...rows[0], secret };
}

/** Gives whether there was such a program of theirs. */
export async function removeOwnWebhook(pool: Pool, personId: string, id: string): Promise<boolean> {
  const sql = "DELETE FROM push_subscriptions WHERE kind = 'webhook' AND id = $1 AND person_id = $2";
  return (await pool.query(sql, [id, personId])).rowCount === 1;
}

/**
 * Keeps whether a program is alive: one that wants no more, for which a call was given up, or through which nothing came for a day, is switched off, and whoever's
 * it is told so, in one statement: once.
 */
export async function noteWebhook(
  pool: Pool,
  { subscriptionId, personId }: { subscriptionId: string; personId: string },
  { outcome, spent, now }: { outcome: Outcome; spent: boolean; now: Instant },
): Promise<void> {
  if (outcome.result === 'sent') {
    await pool.query('UPDATE push_subscriptions SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL', [
      subscriptionId,
    ]);
    return;
  }
  const gone = outcome.result === 'failed' && outcome.gone === true;
  await pool.query(
    `WITH failing AS (
       UPDATE push_subscriptions SET failing_since = coalesce(failing_since, $2),
         off_at = CASE WHEN $4 OR failing_since <= $3 THEN $2 END, off_reason = CASE WHEN $4 OR failing_since <= $3 THEN $5 END
       WHERE id = $1 AND off_at IS NULL RETURNING label, off_at)
     INSERT INTO notifications (id, person_id, code, subject, at)
     SELECT $6, $7, 'own webhook off', label, $2 FROM failing WHERE off_at IS NOT NULL`,
    [subscriptionId, new Date(now), new Date(now - DEAD_MS), gone || spent, reasonOf(outcome, gone), newId(), personId],
  );
}

const reasonOf = ({ said }: Outcome, gone: boolean): string =>
  gone ? said : `nothing came through for a day: ${said}`;
