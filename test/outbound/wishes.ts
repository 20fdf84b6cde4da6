import { v7 as newId } from 'uuid';
import type { Pool } from '../../src/platform/database';

/** What a decision may wish for, as `record_decision` writes it. */
export type Wished = { template: string; to: string[]; subject: string } | { hook: string; subject: string };

let last = 0;

/** Puts a wish into the outbox, as the decision that `seq` names would have. */
export async function wishFor(pool: Pool, instanceId: string, wish: Wished, seq = 1): Promise<string> {
  const id = newId();
  last += 1;
  await pool.query(
    'INSERT INTO outbox (id, instance_id, seq, n, wish, created_at) VALUES ($1, $2, $3, $4, $5, now())',
    [id, instanceId, seq, last, JSON.stringify(wish)],
  );
  return id;
}

export interface WishNow {
  status: string;
  reason: string | null;
  tries: number;
  ledger: string[];
}

/** How a wish stands, and what its tries came to. */
export async function wishNow(pool: Pool, id: string): Promise<WishNow> {
  const { rows } = await pool.query<WishNow>(
    `SELECT status, reason, tries,
       (SELECT coalesce(array_agg(result ORDER BY n), '{}') FROM delivery_ledger WHERE wish_id = o.id) AS ledger
     FROM outbox o WHERE id = $1`,
    [id],
  );
  if (!rows[0]) throw new Error(`No wish ${id}`);
  return rows[0];
}
