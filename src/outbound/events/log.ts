import type { Pool } from 'pg';
import type { Instant } from '../../process';

export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'failed'] as const;

/** An event that a hook was told of, or is to be. */
export interface EventDelivery {
  n: number;
  subject: string;
  source: 'decision' | 'change' | 'interaction' | 'alert';
  sourceId: string;
  /** Of a decision: its seq. */
  sourceN: number;
  status: (typeof DELIVERY_STATES)[number];
  /** What it was told of so far. */
  kinds: string[];
  tries: number;
  /** What came of the last try. */
  detail: string | null;
  replay: boolean;
  queuedAt: Instant;
  nextTryAt: Instant;
  settledAt: Instant | null;
}

export interface DeliveryQuestion {
  status?: string | undefined;
  subject?: string | undefined;
  before?: number | undefined;
  limit: number;
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Deliveries of a hook, the newest first. What was none of its kinds is not kept. */
export async function listDeliveries(pool: Pool, hook: string, asked: DeliveryQuestion): Promise<EventDelivery[]> {
  const { status = null, subject = null, before = null, limit } = asked;
  const { rows } = await pool.query<EventDelivery>(
    `SELECT n::float8 AS n, subject, source, source_id AS "sourceId", source_n::float8 AS "sourceN", status, kinds, tries, detail,
       replay, ${ms('queued_at')} AS "queuedAt", ${ms('next_try_at')} AS "nextTryAt", ${ms('settled_at')} AS "settledAt"
     FROM event_deliveries WHERE hook = $1 AND ($2::text IS NULL OR status = $2) AND ($3::uuid IS NULL OR subject = $3)
       AND ($4::bigint IS NULL OR n < $4) ORDER BY n DESC LIMIT $5`,
    [hook, status, subject, before, limit],
  );
  return rows;
}

/** So many events can be replayed at once; who needs more replays from a later point. */
export const MOST_REPLAYED = 100_000;

/**
 * Queues anew what has happened since an instant, in its order; those of it that still wait take their place among them. Gives
 * how many, of whatever kinds; null, and nothing is queued, when they are more than `MOST_REPLAYED`.
 */
export async function replayEvents(pool: Pool, hook: string, from: Instant, now: Instant): Promise<number | null> {
  const since = new Date(from);
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT 1 FROM (${SINCE}) e LIMIT ${MOST_REPLAYED + 1}) counted`,
    [since],
  );
  if ((rows[0]?.n ?? 0) > MOST_REPLAYED) return null;
  const { rows: queued } = await pool.query<{ n: number }>(REPLAY, [since, hook, new Date(now)]);
  return queued[0]?.n ?? 0;
}

const SINCE = `
  SELECT instance_id AS subject, 'decision' AS source, instance_id AS source_id, seq::bigint AS source_n, recorded_at AS at
    FROM process_events WHERE recorded_at >= $1
  UNION ALL SELECT entity_id, 'change', entity_id, id, at FROM record_changes WHERE at >= $1
  UNION ALL SELECT coalesce(instance_id, account_id, contact_id, id), 'interaction', id, 0, coalesce(updated_at, created_at)
    FROM interactions WHERE status = 'held' AND coalesce(updated_at, created_at) >= $1
  UNION ALL SELECT coalesce(instance_id, rule_id), 'alert', id, 0, raised_at FROM alerts WHERE raised_at >= $1`;

const REPLAY = `
  WITH since AS MATERIALIZED (${SINCE}),
  gone AS (
    DELETE FROM event_deliveries d USING since e
    WHERE d.hook = $2 AND d.status = 'waiting' AND (d.source, d.source_id, d.source_n) = (e.source, e.source_id, e.source_n)),
  queued AS (
    INSERT INTO event_deliveries (hook, subject, source, source_id, source_n, replay, queued_at, next_try_at)
    SELECT $2, subject, source, source_id, source_n, true, $3, $3 FROM since ORDER BY at, source_id, source_n
    RETURNING 1),
  told AS (SELECT pg_notify('dealwright_hooks', ''))
  SELECT (SELECT count(*) FROM queued)::int AS n FROM told`;
