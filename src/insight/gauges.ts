import type { Pool } from 'pg';
import type { Instant } from '../process';

/** Figures for whoever watches an installation. */
export interface Gauges {
  byKind: { kind: string; open: number; overdue: number }[];
  /** Deadlines that are due and still armed. */
  unfired: number;
  /** Deadlines that fired in the last hour; of those, how many more than a minute late, and the worst delay. */
  fired: number;
  firedLate: number;
  latestMs: number;
  /** Commands that are received and not answered. */
  waiting: number;
  /** Mails and webhooks that are not delivered yet, and those that failed in the last day. */
  undelivered: number;
  undeliverable: number;
  /** Instances whose workflow and row were apart in the last round of comparing; null: nobody has compared yet. */
  drifted: number | null;
  /** Rows that were not as their events have them, in the last day; all were mended. */
  mended: number;
}

const HOUR_MS = 60 * 60 * 1000;

/** Reads them by index: the counts of what is open, of what is due, and of the last hour. */
export async function readGauges(pool: Pool, now: Instant): Promise<Gauges> {
  const [open, single] = await Promise.all([
    pool.query<Gauges['byKind'][number]>(OPEN, [new Date(now)]),
    pool.query<Omit<Gauges, 'byKind'>>(SINGLE, [new Date(now), new Date(now - HOUR_MS)]),
  ]);
  const [row] = single.rows;
  if (!row) throw new Error('The figures of the last hour gave no row.');
  return { ...row, byKind: open.rows };
}

const OPEN = `
  SELECT kind, count(*)::int AS open,
    (count(*) FILTER (WHERE due_at <= $1 AND (wait_until IS NULL OR wait_until <= $1)))::int AS overdue
  FROM process_instances WHERE open GROUP BY kind`;

// A deadline's key ends with the instant that it was armed for: `stage:overdue@1766000000000`.
const SINGLE = `
  SELECT (SELECT count(*)::int FROM deadlines WHERE at <= $1) AS unfired,
    (SELECT count(*)::int FROM commands WHERE status = 'received') AS waiting,
    (SELECT count(*)::int FROM outbox WHERE status NOT IN ('sent', 'failed', 'cancelled')) AS undelivered,
    (SELECT count(*)::int FROM outbox WHERE status = 'failed' AND settled_at > $1::timestamptz - interval '1 day') AS undeliverable,
    (SELECT (value ->> 'drifted')::int FROM settings WHERE key = 'drift') AS drifted,
    (SELECT count(*)::int FROM row_repairs WHERE at > $1::timestamptz - interval '1 day') AS mended,
    count(*)::int AS fired, (count(*) FILTER (WHERE late_ms > 60000))::int AS "firedLate",
    coalesce(max(late_ms), 0)::float8 AS "latestMs"
  FROM (SELECT extract(epoch FROM at) * 1000 - split_part(command ->> 'deadline', '@', 2)::numeric AS late_ms
        FROM process_events WHERE type = 'deadline' AND at > $2 AND at <= $1) f`;
