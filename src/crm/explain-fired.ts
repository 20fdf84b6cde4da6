import type { Pool } from 'pg';
import { type Definition, deadlinesOf, type Instant, type Snapshot } from '../process';
import type { Deadline } from '../process/snapshot';
import { type ExplainedDeadline, explainer } from './explain';
import { ms } from './instance-sql';

/** A deadline that has fired, with its arithmetic as it was then. */
export interface FiredDeadline extends ExplainedDeadline {
  /** When it did: not before `at`, and late after an outage. */
  firedAt: Instant;
  /** Of the event that it is in the history. */
  seq: number;
}

/** Which of them: the latest, or the one of this event. */
export interface AskedFired {
  definition: Definition;
  id: string;
  seq: number | undefined;
  limit: number;
}

/**
 * The deadlines of an instance that have fired, the latest first: each explained by what was known right before it fired,
 * with the version of the calendar that it was resolved with.
 */
export async function explainFired(pool: Pool, { id, definition, seq, limit }: AskedFired): Promise<FiredDeadline[]> {
  const { rows } = await pool.query<Read>(SQL, [id, seq ?? null, limit]);
  if (rows.length === 0) return [];
  const explain = await explainer(pool, { id, definition, owners: rows.map(({ before }) => before.owner) });
  return rows.flatMap(({ key, before, firedAt, seq: at }) => {
    const armed = armedAs(before, key);
    return armed ? [{ ...explain(armed, before, at), firedAt, seq: at }] : [];
  });
}

interface Read {
  key: string;
  seq: number;
  firedAt: Instant;
  before: Snapshot;
}

/** As the machine looks it up: an instance that was closed meanwhile has none armed. */
const armedAs = (before: Snapshot, key: string): Deadline | undefined =>
  deadlinesOf(before).find((one) => one.key === key);

const SQL = `SELECT e.command ->> 'deadline' AS key, e.seq, ${ms('e.at')} AS "firedAt", b.snapshot AS before
  FROM process_events e JOIN process_events b ON b.instance_id = e.instance_id AND b.seq = e.seq - 1
  WHERE e.instance_id = $1 AND e.type = 'deadline' AND ($2::int IS NULL OR e.seq = $2) ORDER BY e.seq DESC LIMIT $3`;
