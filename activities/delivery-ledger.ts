import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Outcome, WishState } from '../src/outbound';

const REASON_MOST = 1000;

/** A wish that this worker has taken on. */
export interface Claimed {
  kind: 'mail' | 'webhook';
  /** Since when it has been tried: since it was made, or since somebody had it tried anew. */
  since: number;
}

/** Takes a wish on, unless it is settled: sent, failed, or taken back with its decision. Gives its state where it is not taken. */
export async function claim(pool: Pool, wishId: string): Promise<Claimed | WishState | null> {
  const { rows } = await pool.query<Claimed>(
    `UPDATE outbox SET status = 'sending' WHERE id = $1 AND status IN ('waiting', 'sending')
     RETURNING CASE WHEN wish ? 'hook' THEN 'webhook' ELSE 'mail' END AS kind,
       (extract(epoch FROM coalesce(retried_at, created_at)) * 1000)::float8 AS since`,
    [wishId],
  );
  if (rows[0]) return rows[0];
  const found = await pool.query<{ state: WishState }>('SELECT status AS state FROM outbox WHERE id = $1', [wishId]);
  return found.rows[0]?.state ?? null;
}

/** The keys of a wish that their receivers have taken. */
export async function sentKeys(pool: Pool, wishId: string): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ key: string }>(
    `SELECT key FROM delivery_ledger WHERE wish_id = $1 AND result = 'sent'`,
    [wishId],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Makes one try and writes it down: that it begins, before; how it ended, after. A try whose end nobody wrote is `unknown`. */
export async function inLedger(
  pool: Pool,
  { wishId, key }: { wishId: string; key: string },
  act: () => Promise<Outcome>,
): Promise<Outcome> {
  const { rows } = await pool.query<{ n: number }>(BEGIN, [wishId, key]);
  const n = rows[0]?.n;
  if (n === undefined) throw new Error('The ledger gave no number for a try.');
  const outcome = await act();
  await pool.query(
    'UPDATE delivery_ledger SET result = $3, detail = $4, ended_at = now() WHERE wish_id = $1 AND n = $2',
    [wishId, n, outcome.result, outcome.said],
  );
  return outcome;
}

const BEGIN = `
  WITH counted AS (UPDATE outbox SET tries = tries + 1 WHERE id = $1 RETURNING tries),
  died AS (
    UPDATE delivery_ledger SET result = 'unknown', detail = 'its worker ended before it knew', ended_at = now()
    WHERE wish_id = $1 AND key = $2 AND result = 'under way')
  INSERT INTO delivery_ledger (wish_id, n, key, at, result) SELECT $1, tries, $2, now(), 'under way' FROM counted RETURNING n`;

/** Lets a wish go until its next try: meanwhile it can be taken back with its decision. */
export async function putBack(pool: Pool, wishId: string, reason: string): Promise<void> {
  await pool.query(`UPDATE outbox SET status = 'waiting', reason = $2 WHERE id = $1 AND status = 'sending'`, [
    wishId,
    reason.slice(0, REASON_MOST),
  ]);
}

/** Keeps a mail until there is a mail server. */
export async function hold(pool: Pool, wishId: string): Promise<void> {
  await pool.query(
    `UPDATE outbox SET status = 'held', reason = 'not sent: no mail server is set up' WHERE id = $1 AND status = 'sending'`,
    [wishId],
  );
}

/** What was sent was sent, even if its decision was taken back meanwhile. */
export async function settleSent(pool: Pool, wishId: string): Promise<void> {
  await pool.query(`UPDATE outbox SET status = 'sent', reason = NULL, settled_at = now() WHERE id = $1`, [wishId]);
}

/** Gives a wish up, and tells the deal's owner, in one statement: they are told once. */
export async function settleFailed(pool: Pool, wishId: string, reason: string): Promise<void> {
  await pool.query(
    `WITH failed AS (
       UPDATE outbox SET status = 'failed', reason = $2, settled_at = now() WHERE id = $1 AND status = 'sending'
       RETURNING instance_id, CASE WHEN wish ? 'hook' THEN 'webhook ' || (wish ->> 'hook') ELSE 'mail ' || (wish ->> 'template') END AS what)
     INSERT INTO notifications (id, instance_id, person_id, code, subject, at)
     SELECT $3, i.id, i.owner_id, 'delivery failed', f.what, now() FROM failed f JOIN process_instances i ON i.id = f.instance_id`,
    [wishId, reason.slice(0, REASON_MOST), newId()],
  );
}
