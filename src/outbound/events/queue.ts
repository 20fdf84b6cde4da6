import type { Pool } from 'pg';
import type { Instant } from '../../process';

/** A call is over within ten seconds; whoever has not settled by then is taken for dead. */
const LEASE_MS = 15_000;

/** A delivery that this worker has taken on. `tries` is what it settles it by: once another took it over, it settles nothing. */
export interface Claimed {
  n: number;
  source: 'decision' | 'change' | 'interaction' | 'alert';
  sourceId: string;
  sourceN: number;
  kinds: string[];
  done: number;
  tries: number;
  failures: number;
  failingSince: Instant | null;
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** What is due and may go: of each subject the first that is open alone, so that one that fails holds back those behind it. */
const DUE = `d.hook = $1 AND (d.status = 'waiting' AND d.next_try_at <= $2 OR d.status = 'sending' AND d.claimed_until <= $2)`;
const OPEN = `('waiting', 'sending')`;

/**
 * Nothing of its subject is open before it. Asked as a value and not as a join, so that a row costs one look into the index of
 * lanes: a join of all with all would take minutes over a long queue, and so would a walk along the rows' numbers.
 */
const FIRST = `(SELECT true FROM event_deliveries b WHERE b.hook = d.hook AND b.subject = d.subject AND b.n < d.n
  AND b.status IN ${OPEN} LIMIT 1) IS NULL`;

/** Takes deliveries of a hook on, at most so many. Any number of workers may: none gets what another has. */
export async function claimDeliveries(pool: Pool, hook: string, most: number, now: Instant): Promise<Claimed[]> {
  const { rows } = await pool.query<Claimed>(
    `WITH heads AS MATERIALIZED (
       SELECT d.n FROM event_deliveries d WHERE ${DUE} AND d.status IN ${OPEN} AND ${FIRST}
       ORDER BY d.n LIMIT $4 FOR UPDATE SKIP LOCKED)
     UPDATE event_deliveries d SET status = 'sending', tries = d.tries + 1, claimed_until = $3
     FROM heads WHERE d.n = heads.n AND ${DUE}
     RETURNING d.n::float8 AS n, d.source, d.source_id AS "sourceId", d.source_n::float8 AS "sourceN", d.kinds, d.done, d.tries,
       d.failures, ${ms('d.failing_since')} AS "failingSince"`,
    [hook, new Date(now), new Date(now + LEASE_MS), most],
  );
  return rows;
}

/** In how many milliseconds something of a hook is due; null when nothing waits. */
export async function dueIn(pool: Pool, hook: string, now: Instant): Promise<number | null> {
  const { rows } = await pool.query<{ at: Instant | null }>(
    `SELECT ${ms('min(heads.at)')} AS at FROM (
       SELECT DISTINCT ON (d.subject) CASE d.status WHEN 'sending' THEN d.claimed_until ELSE d.next_try_at END AS at
       FROM event_deliveries d WHERE d.hook = $1 AND d.status IN ${OPEN} ORDER BY d.subject, d.n) heads`,
    [hook],
  );
  const at = rows[0]?.at ?? null;
  return at === null ? null : Math.max(0, at - now);
}

const MINE = `n = $1 AND tries = $2 AND status = 'sending'`;

/** One thing of a delivery was told: the next may be, or all of it is over. */
export async function noteTold(
  pool: Pool,
  { n, tries }: Claimed,
  { kind, done, over, said, now }: { kind: string; done: number; over: boolean; said: string; now: Instant },
): Promise<void> {
  await pool.query(
    `UPDATE event_deliveries SET done = $3, kinds = array_append(kinds, $4), status = CASE WHEN $5 THEN 'sent' ELSE 'waiting' END,
       failures = 0, failing_since = NULL, detail = $6, next_try_at = $7, settled_at = CASE WHEN $5 THEN $7::timestamptz END
     WHERE ${MINE}`,
    [n, tries, done, kind, over, said, new Date(now)],
  );
}

/** Nothing is left of a delivery: what the hook was told stays in the log, what was none of its kinds does not. */
export async function noteOver(pool: Pool, { n, tries, kinds }: Claimed, now: Instant): Promise<void> {
  if (kinds.length === 0) await pool.query(`DELETE FROM event_deliveries WHERE ${MINE}`, [n, tries]);
  else
    await pool.query(`UPDATE event_deliveries SET status = 'sent', settled_at = $3 WHERE ${MINE}`, [
      n,
      tries,
      new Date(now),
    ]);
}

/** A try came to nothing: the next is made later, or, with `giveUp`, those behind it go on without it. */
export async function noteFailed(
  pool: Pool,
  { n, tries }: Claimed,
  { said, giveUp, nextAt, now }: { said: string; giveUp: boolean; nextAt: Instant; now: Instant },
): Promise<void> {
  await pool.query(
    `UPDATE event_deliveries SET status = CASE WHEN $3 THEN 'failed' ELSE 'waiting' END, failures = failures + 1,
       failing_since = coalesce(failing_since, $4), detail = $5, next_try_at = $6, settled_at = CASE WHEN $3 THEN $4::timestamptz END
     WHERE ${MINE}`,
    [n, tries, giveUp, new Date(now), said, new Date(nextAt)],
  );
}
