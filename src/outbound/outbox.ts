import type { Pool } from 'pg';
import type { Instant, Kind } from '../process';

/** What may become of a wish. `held`: a mail, while no mail server is set up. */
export const WISH_STATES = ['waiting', 'sending', 'held', 'sent', 'failed', 'cancelled'] as const;
export type WishState = (typeof WISH_STATES)[number];

/** One wish for the outside, as lists show it. */
export interface WishRow {
  id: string;
  kind: 'mail' | 'webhook';
  /** Of the template, or of the webhook. */
  name: string;
  /** What it is about. */
  subject: string;
  state: WishState;
  /** Why it is held, or failed. */
  reason: string | null;
  tries: number;
  createdAt: Instant;
  settledAt: Instant | null;
  instance: { id: string; kind: Kind; number: number; name: string };
}

/** One try to deliver it, to one receiver. */
export interface Try {
  n: number;
  key: string;
  at: Instant;
  result: 'under way' | 'sent' | 'again' | 'failed' | 'unknown';
  detail: string | null;
  endedAt: Instant | null;
}

/** Which wishes are asked for: of one instance, in one state, made up to an instant, behind a row. */
export interface OutboxQuestion {
  instanceId?: string | undefined;
  state?: WishState | undefined;
  asOf: Instant;
  after?: { createdAt: Instant; id: string } | undefined;
  limit: number;
}

/** Wishes, the newest first. */
export async function listWishes(pool: Pool, asked: OutboxQuestion): Promise<WishRow[]> {
  const { instanceId = null, state = null, asOf, after, limit } = asked;
  const { rows } = await pool.query<WishRow>(
    `${SELECT} WHERE ($1::uuid IS NULL OR o.instance_id = $1) AND ($2::text IS NULL OR o.status = $2) AND o.created_at <= $3
       AND ($4::timestamptz IS NULL OR (o.created_at, o.id) < ($4, $5::uuid))
     ORDER BY o.created_at DESC, o.id DESC LIMIT $6`,
    [instanceId, state, new Date(asOf), after ? new Date(after.createdAt) : null, after?.id ?? null, limit],
  );
  return rows;
}

/** One wish with all its tries; null when there is none. */
export async function readWish(pool: Pool, id: string): Promise<(WishRow & { ledger: Try[] }) | null> {
  const { rows } = await pool.query<WishRow>(`${SELECT} WHERE o.id = $1`, [id]);
  const [wish] = rows;
  return wish ? { ...wish, ledger: await triesOf(pool, id) } : null;
}

async function triesOf(pool: Pool, id: string): Promise<Try[]> {
  const { rows } = await pool.query<Try>(
    `SELECT n, key, ${ms('at')} AS at, result, detail, ${ms('ended_at')} AS "endedAt" FROM delivery_ledger WHERE wish_id = $1 ORDER BY n`,
    [id],
  );
  return rows;
}

/** Has a wish that failed, or is held, tried anew. Gives its state then; null when there is no such wish. */
export async function retryWish(pool: Pool, id: string, now: Instant): Promise<WishState | null> {
  const { rows } = await pool.query<{ state: WishState | null }>('SELECT retry_wish($1, $2) AS state', [
    id,
    new Date(now),
  ]);
  return rows[0]?.state ?? null;
}

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

const SELECT = `
  SELECT o.id, CASE WHEN o.wish ? 'hook' THEN 'webhook' ELSE 'mail' END AS kind,
    coalesce(o.wish ->> 'hook', o.wish ->> 'template', '') AS name, coalesce(o.wish ->> 'subject', '') AS subject,
    o.status AS state, o.reason, o.tries, ${ms('o.created_at')} AS "createdAt", ${ms('o.settled_at')} AS "settledAt",
    jsonb_build_object('id', i.id, 'kind', i.kind, 'number', coalesce(s.number, l.number), 'name', coalesce(s.title, l.topic)) AS instance
  FROM outbox o JOIN process_instances i ON i.id = o.instance_id
  LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
  LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id`;
