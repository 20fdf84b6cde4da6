import { createHash } from 'node:crypto';
import type { Pool } from 'pg';

/** What an Idempotency-Key is bound to. */
export interface KeyUse {
  key: string;
  callerId: string;
  route: string;
  body: unknown;
}

/**
 * What is known of a key: its first use; one that has no answer yet, since it is under way or was cut short; one that was
 * answered; or a use for something else.
 */
export type Claim =
  | { was: 'new' }
  | { was: 'begun' }
  | { was: 'answered'; status: number; answer: unknown }
  | { was: 'other' };

/**
 * Claims a key for one write. One that was cut short before its answer was kept can be done again: what it makes has an id
 * that follows from the key, so nothing is made twice.
 */
export async function claimKey(pool: Pool, use: KeyUse): Promise<Claim> {
  const hash = createHash('sha256').update(JSON.stringify(use.body)).digest();
  const { rowCount } = await pool.query(
    'INSERT INTO kept_answers (key, caller_id, route, body_hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [use.key, use.callerId, use.route, hash],
  );
  if (rowCount) return { was: 'new' };
  const { rows } = await pool.query<{ same: boolean; status: number | null; answer: unknown }>(
    `SELECT caller_id = $2 AND route = $3 AND body_hash = $4 AS same, status, answer FROM kept_answers WHERE key = $1`,
    [use.key, use.callerId, use.route, hash],
  );
  const [kept] = rows;
  if (!kept) return { was: 'new' };
  if (!kept.same) return { was: 'other' };
  return kept.status === null ? { was: 'begun' } : { was: 'answered', status: kept.status, answer: kept.answer };
}

/** Keeps what a write was answered with, for whoever repeats its key. */
export async function keepAnswer(pool: Pool, key: string, status: number, answer: unknown): Promise<void> {
  await pool.query('UPDATE kept_answers SET status = $2, answer = $3 WHERE key = $1', [
    key,
    status,
    JSON.stringify(answer),
  ]);
}

const KEPT_DAYS = 30;

/** Forgets the keys of writes that are older than the 30 days for which they are kept. */
export async function forgetOldKeys(pool: Pool, now: number): Promise<number> {
  const { rowCount } = await pool.query('DELETE FROM kept_answers WHERE created_at < $1', [
    new Date(now - KEPT_DAYS * 24 * 60 * 60 * 1000),
  ]);
  return rowCount ?? 0;
}
