import type { Pool } from 'pg';
import type { Making } from './new-lead';
import { type Outcome, type TakenMessage, takeIn } from './take-in';

type Due = TakenMessage & { tries: number };

const PAGE = 20;
/** After so many tries a message is left to a person. */
export const MOST_TRIES = 8;
/** Whoever took a message has so long for it; then somebody else may. */
const LEASE = '1 minute';
/** How long one waits that is on its way: the engine is away, or another message makes its lead. */
const WAIT_MS = 3_000;

/**
 * Works on one page of what is due. Any number of workers may do so at once: each message is one's alone while it is worked
 * on, and one that cannot be worked on is left behind, so that it holds up no other.
 * Gives how many came to an end, and whether there may be more to do: not while all of a page wait.
 */
export async function takePage(
  making: Making,
  atOnce: (items: Due[], act: (one: Due) => Promise<void>) => Promise<unknown>,
): Promise<{ ended: number; more: boolean }> {
  const { rows } = await making.pool.query<Due>(TAKE, [PAGE, new Date(making.clock.now()), MOST_TRIES]);
  const due = rows.filter(({ tries }) => tries <= MOST_TRIES);
  const came: Came[] = [];
  await atOnce(due, async (message) => {
    came.push(await workOn(making, message));
  });
  const ended = came.filter((one) => one === 'to an end').length;
  return { ended, more: rows.length === PAGE && came.some((one) => one !== 'to wait') };
}

// A message that ends the worker itself comes back when its lease is over, until it has been tried often enough.
const TAKE = `
  UPDATE inbound_messages SET tries = tries + 1, next_try_at = $2::timestamptz + interval '${LEASE}',
    status = CASE WHEN tries >= $3 THEN 'failed' ELSE status END,
    reason = CASE WHEN tries >= $3 THEN 'Whoever worked on it ended before it was done, each time' ELSE reason END,
    settled_at = CASE WHEN tries >= $3 THEN $2::timestamptz END
  WHERE id IN (SELECT id FROM inbound_messages WHERE status = 'received' AND next_try_at <= $2
    ORDER BY next_try_at, received_at LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING id, source_id AS "sourceId", content, retries, tries`;

type Came = 'to an end' | 'to wait' | 'to nothing';

async function workOn(making: Making, message: Due): Promise<Came> {
  const { pool, clock } = making;
  let outcome: Outcome;
  try {
    outcome = await takeIn(making, message);
  } catch (error) {
    await again(pool, message, clock.now(), error);
    return 'to nothing';
  }
  if (outcome.became === 'waits') {
    const sql = 'UPDATE inbound_messages SET tries = greatest(tries - 1, 0), next_try_at = $2 WHERE id = $1';
    await pool.query(sql, [message.id, new Date(clock.now() + WAIT_MS)]);
    return 'to wait';
  }
  await settle(pool, message.id, outcome, clock.now());
  return 'to an end';
}

/** Tried again, ever more rarely; what its error says may be somebody's data, so a code stands for it. */
async function again(
  pool: Pool,
  { id, tries }: { id: string; tries: number },
  now: number,
  error: unknown,
): Promise<void> {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  const reason = `A fault of ours (${String(code ?? name ?? 'error')})`;
  const failed = tries >= MOST_TRIES;
  await pool.query(
    `UPDATE inbound_messages SET status = $2, reason = $3, next_try_at = $4, settled_at = CASE WHEN $2 = 'failed' THEN $5::timestamptz END
     WHERE id = $1 AND status = 'received'`,
    [id, failed ? 'failed' : 'received', reason, new Date(now + 1000 * 2 ** tries), new Date(now)],
  );
}

async function settle(
  pool: Pool,
  id: string,
  outcome: Exclude<Outcome, { became: 'waits' }>,
  now: number,
): Promise<void> {
  const done = outcome.became === 'done' ? outcome : null;
  await pool.query(
    `UPDATE inbound_messages SET status = $2, reason = $3, settled_at = $4, made_lead = $5, instance_id = $6, contact_id = $7,
       account_id = $8, interaction_id = $9 WHERE id = $1 AND status = 'received'`,
    [
      id,
      outcome.became,
      outcome.became === 'done' ? outcome.how : outcome.reason,
      new Date(now),
      done?.madeLead ?? false,
      done?.instanceId ?? null,
      done?.contactId ?? null,
      done?.accountId ?? null,
      done?.interactionId ?? null,
    ],
  );
}

/** Forgets who was about to become which lead, a day later: by then the leads are there. */
export async function forgetReserved(pool: Pool, now: number): Promise<void> {
  await pool.query(
    `DELETE FROM inbound_leads r WHERE reserved_at < $1::timestamptz - interval '1 day'
       AND NOT EXISTS (SELECT 1 FROM commands c WHERE c.instance_id = r.lead_id AND c.status = 'received')`,
    [new Date(now)],
  );
}
