import type { Pool } from 'pg';
import { type InstanceRow, prepared } from '../../crm';
import { type Clock, type Duration, type Instant, OWNERS_CALENDAR } from '../../process';
import { type Calendar, DAY_MS, durationMs } from '../../process/time/calendar';

/** How long something stands at its stage, against the stage's limit: in days of the limit's own kind. */
export interface TimeAtStage {
  usedDays: number;
  /** Null where the limit is no span, or where there is none. */
  limitDays: number | null;
  /** Working days of its calendar; false: calendar days. */
  working: boolean;
}

type Timed = Pick<InstanceRow, 'version' | 'standing'> & { clock: Clock | null };

/** How long some rows stand where they stand: what a wait stopped is not counted, as the clock of the stage does. */
export async function timesAtStage(pool: Pool, rows: readonly Timed[], now: Instant): Promise<TimeAtStage[]> {
  if (rows.length === 0) return [];
  const { rows: worked } = await pool.query<Worked>(
    prepared(SQL, [
      rows.map(({ version }) => version.definition.calendar),
      rows.map(({ standing }) => standing.ownerId),
      rows.map((row) => Math.min(sinceOf(row), now)),
      now,
    ]),
  );
  return rows.map((row, n) => timeAtStage(row, worked[n] ?? NOWHERE, now));
}

interface Worked {
  /** Working milliseconds since the clock runs. Null: the calendar is in no table, or its zone is not known there. */
  ms: number | null;
  dayMinutes: number | null;
  week: Calendar['week'] | null;
}

const NOWHERE: Worked = { ms: null, dayMinutes: null, week: null };

/**
 * Counted where the working time of each calendar is laid out: going along two years of days for each row would cost more than all else.
 * What several rows share (whose calendar, how much was worked by now) is looked up once.
 */
const SQL = `
  WITH w AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::uuid[], $3::bigint[]) WITH ORDINALITY AS w (calendar, owner, since, n)),
  o AS MATERIALIZED (
    SELECT calendar, owner, CASE WHEN calendar = '${OWNERS_CALENDAR.replace("'", "''")}' THEN calendar_of(owner) ELSE calendar END AS key
    FROM (SELECT DISTINCT calendar, owner FROM w) d),
  k AS MATERIALIZED (
    SELECT key, worked_before(key, $4::bigint) AS upto,
      (SELECT definition FROM calendars c WHERE c.key = d.key ORDER BY version DESC LIMIT 1) AS definition
    FROM (SELECT DISTINCT key FROM o) d)
  SELECT (k.upto - coalesce(worked_before(k.key, w.since), 0))::float8 AS ms,
    (k.definition ->> 'dayMinutes')::float8 AS "dayMinutes", k.definition -> 'week' AS week
  FROM w LEFT JOIN o ON o.calendar = w.calendar AND o.owner = w.owner LEFT JOIN k ON k.key = o.key ORDER BY w.n`;

const spanOf = ({ clock }: Timed): Duration | null => (clock?.limit?.due.by === 'span' ? clock.limit.due.span : null);

/** Since when it is counted: since its clock runs, where its limit is a span; else since it came. */
const sinceOf = (row: Timed): Instant => (row.clock && spanOf(row) ? row.clock.from : row.standing.enteredAt);

function timeAtStage(row: Timed, { ms, dayMinutes, week }: Worked, now: Instant): TimeAtStage {
  const span = spanOf(row);
  const calendar = dayMinutes === null || week === null ? null : { dayMinutes, week };
  const working = (span?.working ?? true) && calendar !== null;
  const length = (of: Duration): number => (calendar ? durationMs(calendar as Calendar, of) : of.amount * DAY_MS);
  const dayMs = length({ amount: 1, unit: 'day', working });
  const ran = working && ms !== null ? ms : Math.max(0, now - sinceOf(row));
  const used = span && row.clock ? row.clock.spentMs + (row.clock.paused ? 0 : ran) : ran;
  return { usedDays: rounded(used / dayMs), limitDays: span && rounded(length(span) / dayMs), working };
}

const rounded = (days: number): number => Math.round(days * 10) / 10;
