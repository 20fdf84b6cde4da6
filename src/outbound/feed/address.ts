import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { Instant } from '../../process';

const SHAPE = /^dwcal_[A-Za-z0-9_-]{43}$/;
/** When a feed was last read is kept to an hour: calendars ask every few minutes. */
const READ_TO_MS = 60 * 60 * 1000;

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Somebody's calendar feed, without its secret. */
export interface FeedCard {
  madeAt: Instant;
  /** To an hour; null: never. */
  readAt: Instant | null;
}

/** Makes somebody's feed anew, which ends the one before. The secret is given this once; 256 random bits need no slow hash. */
export async function makeFeed(pool: Pool, personId: string, now: Instant): Promise<string> {
  const secret = `dwcal_${randomBytes(32).toString('base64url')}`;
  await pool.query(
    `INSERT INTO calendar_feeds (person_id, hash, made_at) VALUES ($1, $2, $3)
     ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at, read_at = NULL`,
    [personId, hashOf(secret), new Date(now)],
  );
  return secret;
}

/** Whether somebody has a feed, and since when. */
export async function feedOf(pool: Pool, personId: string): Promise<FeedCard | null> {
  const { rows } = await pool.query<FeedCard>(
    `SELECT (extract(epoch FROM made_at) * 1000)::float8 AS "madeAt", (extract(epoch FROM read_at) * 1000)::float8 AS "readAt"
     FROM calendar_feeds WHERE person_id = $1`,
    [personId],
  );
  return rows[0] ?? null;
}

/** Ends somebody's feed: its address is no longer known. Gives whether there was one. */
export async function endFeed(pool: Pool, personId: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM calendar_feeds WHERE person_id = $1', [personId]);
  return rowCount === 1;
}

/** Whose feed it is; null for a secret that nobody has (any more). It is looked up by its hash, so time tells nothing of it. */
export async function holderOfFeed(pool: Pool, secret: string, now: Instant): Promise<string | null> {
  if (!SHAPE.test(secret)) return null;
  const { rows } = await pool.query<{ personId: string; stale: boolean }>(
    `SELECT person_id AS "personId", read_at IS NULL OR read_at < $2 AS stale FROM calendar_feeds WHERE hash = $1`,
    [hashOf(secret), new Date(now - READ_TO_MS)],
  );
  const [found] = rows;
  if (!found) return null;
  if (found.stale)
    await pool.query('UPDATE calendar_feeds SET read_at = $2 WHERE person_id = $1', [found.personId, new Date(now)]);
  return found.personId;
}
