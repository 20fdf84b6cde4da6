import { createHash } from 'node:crypto';
import type { Pool } from 'pg';

/** What is counted by account, whoever tries from wherever: the library counts by address. */
export const TRIES = {
  password: { most: 20, windowMs: 15 * 60_000 },
  letter: { most: 5, windowMs: 60 * 60_000 },
} as const;

export type Tried = keyof typeof TRIES;

const SQL = `
  INSERT INTO sign_in_tries (key, count, last_request) VALUES ($1, 1, $2)
  ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN sign_in_tries.last_request <= $3 THEN 1 ELSE sign_in_tries.count + 1 END,
    last_request = CASE WHEN sign_in_tries.last_request <= $3 THEN $2 ELSE sign_in_tries.last_request END
  RETURNING count, last_request AS since`;

/**
 * Counts a try before it is made, so that many at once are counted too. An address that nobody here has is counted like any other:
 * the answer tells nobody who is here. What is kept is a digest.
 * @returns seconds to wait where there were too many; null where it may be tried
 */
export async function countTry(pool: Pool, tried: Tried, email: string, now: number): Promise<number | null> {
  const { most, windowMs } = TRIES[tried];
  const { rows } = await pool.query<{ count: number; since: string }>(SQL, [keyOf(tried, email), now, now - windowMs]);
  const [row] = rows;
  return row && row.count > most ? Math.max(1, Math.ceil((Number(row.since) + windowMs - now) / 1000)) : null;
}

/** Whoever got in has not guessed. */
export async function forgetTries(pool: Pool, tried: Tried, email: string): Promise<void> {
  await pool.query('DELETE FROM sign_in_tries WHERE key = $1', [keyOf(tried, email)]);
}

const keyOf = (tried: Tried, email: string): string =>
  `${tried}:${createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')}`;

/** Forgets tries whose time is over, those that the library counts too. */
export async function forgetOldTries(pool: Pool, now: number): Promise<void> {
  const longest = Math.max(...Object.values(TRIES).map(({ windowMs }) => windowMs));
  await pool.query('DELETE FROM sign_in_tries WHERE last_request < $1', [now - longest]);
}
