import type { Pool } from 'pg';
import type { Outcome, PushTarget } from '../../outbound';
import type { Instant } from '../../process';
import { noteWebhook } from './webhooks';

/** What is told: a browser, or a program by a signed call. */
export type Told = ({ kind: 'browser' } & PushTarget) | { kind: 'webhook'; endpoint: string; secret: string };

/** A push to one browser or program that is due. */
export type DuePush = Told & DueParts;

interface DueParts {
  id: string;
  /** What goes to all browsers of its reader. */
  pushId: string;
  personId: string;
  subscriptionId: string;
  tries: number;
  createdAt: Instant;
}

/** Whoever took a push has so long for it; then somebody else may. */
const LEASE_MS = 60_000;
const AGAIN_MS = 15_000;
const GIVE_UP_MS = 24 * 60 * 60 * 1000;
const FORGOTTEN_DAYS = 30;

/** Takes some pushes that are due, each for one worker alone. A browser that is no longer there is told nothing. */
export async function takePushes(pool: Pool, now: Instant, limit: number): Promise<DuePush[]> {
  const { rows } = await pool.query<DuePush>(TAKE, [new Date(now), new Date(now + LEASE_MS), limit]);
  return rows;
}

const TAKE = `
  WITH gone AS (
    UPDATE notice_pushes g SET status = 'gone', settled_at = $1 WHERE g.status IN ('waiting', 'sending') AND g.next_try_at <= $1
      AND NOT EXISTS (SELECT 1 FROM push_subscriptions b WHERE b.id = g.subscription_id AND b.person_id = g.person_id AND b.off_at IS NULL))
  UPDATE notice_pushes p SET status = 'sending', tries = tries + 1, next_try_at = $2
  FROM (SELECT d.id, b.kind, b.endpoint, b.p256dh, b.auth, b.secret FROM notice_pushes d JOIN push_subscriptions b
      ON b.id = d.subscription_id AND b.person_id = d.person_id AND b.off_at IS NULL
    WHERE d.status IN ('waiting', 'sending') AND d.next_try_at <= $1 ORDER BY d.next_try_at LIMIT $3 FOR UPDATE OF d SKIP LOCKED) t
  WHERE p.id = t.id
  RETURNING p.id, p.push_id AS "pushId", p.person_id AS "personId", p.subscription_id AS "subscriptionId", p.tries,
    (extract(epoch FROM p.created_at) * 1000)::float8 AS "createdAt", t.kind, t.endpoint, t.p256dh, t.auth, t.secret`;

/** Writes down what came of a try; a browser that wants no more is forgotten, a program that does not answer is switched off. */
export async function settlePush(pool: Pool, push: DuePush, outcome: Outcome, now: Instant): Promise<void> {
  const { id, subscriptionId, kind, endpoint, tries, createdAt } = push;
  const next = now + (outcome.result === 'again' ? waitOf(outcome, tries) : 0);
  const spent = outcome.result === 'again' && next - createdAt >= GIVE_UP_MS;
  if (kind === 'webhook') await noteWebhook(pool, push, { outcome, spent, now });
  if (outcome.result === 'sent') {
    await settle(pool, id, 'sent', outcome.said, now);
    await pool.query('UPDATE push_subscriptions SET told_at = $2 WHERE id = $1', [subscriptionId, new Date(now)]);
  } else if (outcome.result === 'failed') {
    await settle(pool, id, outcome.gone ? 'gone' : 'failed', outcome.said, now);
    // Unless the browser has subscribed anew meanwhile.
    if (outcome.gone && kind === 'browser')
      await pool.query('DELETE FROM push_subscriptions WHERE id = $1 AND endpoint = $2', [subscriptionId, endpoint]);
  } else {
    if (spent) return settle(pool, id, 'failed', `given up after a day: ${outcome.said}`, now);
    await pool.query(
      `UPDATE notice_pushes SET status = 'waiting', reason = $2, next_try_at = $3 WHERE id = $1 AND status = 'sending'`,
      [id, outcome.said, new Date(next)],
    );
  }
}

const waitOf = ({ afterMs = 0 }: { afterMs?: number }, tries: number): number =>
  Math.max(afterMs, Math.min(AGAIN_MS * 2 ** tries, 60 * 60 * 1000));

/** Nothing of it was news any more. */
export const dropPush = (pool: Pool, id: string, why: string, now: Instant): Promise<void> =>
  settle(pool, id, 'dropped', why, now);

async function settle(pool: Pool, id: string, status: string, reason: string, now: Instant): Promise<void> {
  await pool.query(
    `UPDATE notice_pushes SET status = $2, reason = $3, settled_at = $4 WHERE id = $1 AND status IN ('waiting', 'sending')`,
    [id, status, reason.slice(0, 500), new Date(now)],
  );
}

/** What was told long ago need not be known for ever. */
export async function forgetPushes(pool: Pool, now: Instant): Promise<void> {
  await pool.query(
    `DELETE FROM notice_pushes WHERE created_at < $1::timestamptz - make_interval(days => ${FORGOTTEN_DAYS}) AND settled_at IS NOT NULL`,
    [new Date(now)],
  );
}
