import type { Pool } from 'pg';
import { type Act, FOREVER, type Instant } from '../process';
import { type Page, type PageRequest, pageOf, startOf } from './cursor';
import { ms } from './instance-sql';

/** One decision of an instance, as its history shows it. */
export interface HistoryEvent {
  seq: number;
  at: Instant;
  type: string;
  /** Null: the process itself, for a deadline or a repair. */
  actor: { id: string; name: string | null } | null;
  from: string | null;
  to: string;
  /** What was asked for, without who asked. */
  act: Act;
  /** The words that came with the command. */
  words: Readonly<Record<string, unknown>>;
}

/** The decisions of an instance, oldest first, up to an instant. */
export async function readHistory(
  pool: Pool,
  instanceId: string,
  page: PageRequest,
  { until, now }: { until?: Instant; now: Instant },
): Promise<Page<HistoryEvent>> {
  const question = { instanceId, until: until ?? null };
  const start = startOf(page, question, now);
  const [after = 0] = start.after;
  const upTo = Math.min(until ?? start.asOf, start.asOf);
  const { rows } = await pool.query<EventRow>(PAGE, [instanceId, after, new Date(upTo), page.limit + 1]);
  return pageOf(rows.map(eventOf), page, start.asOf, question, (event) => [event.seq]);
}

/** One decision by its number; null when there is none. */
export async function readEvent(pool: Pool, instanceId: string, seq: number): Promise<HistoryEvent | null> {
  const { rows } = await pool.query<EventRow>({ name: 'history-event', text: ONE, values: [instanceId, seq] });
  return rows[0] ? eventOf(rows[0]) : null;
}

/** The decisions after one that somebody has seen, oldest first: as many as `limit`. */
export async function readSince(pool: Pool, instanceId: string, seq: number, limit: number): Promise<HistoryEvent[]> {
  const { rows } = await pool.query<EventRow>(PAGE, [instanceId, seq, new Date(FOREVER), limit]);
  return rows.map(eventOf);
}

type EventRow = Omit<HistoryEvent, 'actor' | 'act' | 'words'> & {
  actorId: string;
  actorName: string | null;
  command: Act & Record<string, unknown>;
  words: Record<string, unknown> | null;
};

function eventOf({ actorId, actorName, command, words, ...event }: EventRow): HistoryEvent {
  const { id: _id, actor: _actor, expectedSeq: _expected, sawSeq: _saw, ...act } = command;
  const actor = actorId === 'system' ? null : { id: actorId, name: actorName };
  return { ...event, actor, act: act as Act, words: words ?? {} };
}

/** Only words that explain a decision: what a start brings stands on the lead's or sale's own row. */
const EVENTS = `
  SELECT e.seq, ${ms('e.at')} AS at, e.type, e.actor_id AS "actorId", p.name AS "actorName", e.from_state AS "from",
    e.to_state AS "to", e.command,
    CASE WHEN e.type <> 'start' THEN d.record - 'sale' END AS words
  FROM process_events e
  LEFT JOIN people p ON p.id::text = e.actor_id
  LEFT JOIN commands d ON d.instance_id = e.instance_id AND d.id::text = e.command_id
  WHERE e.instance_id = $1`;
const PAGE = `${EVENTS} AND e.seq > $2 AND e.at <= $3 ORDER BY e.seq LIMIT $4`;
const ONE = `${EVENTS} AND e.seq = $2`;
