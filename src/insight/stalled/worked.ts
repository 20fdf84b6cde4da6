import type { Pool } from 'pg';
import type { InstanceRow } from '../../crm';
import { readCalendar } from '../../platform/calendars';
import { type Clock, type Instant, OWNERS_CALENDAR } from '../../process';
import { type Calendar, DAY_MS, durationMs } from '../../process/time/calendar';
import { spentMs } from '../../process/time/resolve';
import { workingBetween } from '../../process/time/working-time';

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
  const find = await calendarsOf(pool, rows);
  return rows.map((row) => timeAtStage(row, find(row), now));
}

function timeAtStage({ clock, standing }: Timed, calendar: Calendar | null, now: Instant): TimeAtStage {
  const due = clock?.limit?.due;
  const span = due?.by === 'span' ? due.span : null;
  const working = (span?.working ?? true) && calendar !== null;
  const dayMs = working && calendar ? durationMs(calendar, { amount: 1, unit: 'day', working: true }) : DAY_MS;
  const used = usedMs(clock && span ? clock : null, standing.enteredAt, working ? calendar : null, now);
  const limitMs = span && (calendar ? durationMs(calendar, span) : null);
  return { usedDays: rounded(used / dayMs), limitDays: limitMs === null ? null : rounded(limitMs / dayMs), working };
}

function usedMs(clock: Clock | null, enteredAt: Instant, calendar: Calendar | null, now: Instant): number {
  if (clock && calendar) return spentMs(clock, now, calendar);
  if (clock) return clock.spentMs + (clock.paused ? 0 : Math.max(0, now - clock.from));
  return calendar ? workingBetween(calendar, enteredAt, now) : Math.max(0, now - enteredAt);
}

const rounded = (days: number): number => Math.round(days * 10) / 10;

/** Read once in each version: the rules of a zone cost time, and a version never changes. */
const read = new WeakMap<Pool, Map<string, Calendar>>();

async function calendarsOf(pool: Pool, rows: readonly Timed[]): Promise<(row: Timed) => Calendar | null> {
  const byOwner = rows.filter(({ version }) => version.definition.calendar === OWNERS_CALENDAR);
  const owners = [...new Set(byOwner.map(({ standing }) => standing.ownerId))];
  const keys = [...new Set(rows.map(({ version }) => version.definition.calendar))];
  const { rows: found } = await pool.query<Found>(NEWEST, [keys, owners]);
  const calendars = await readThem(pool, found);
  const known = new Map(found.map((one) => [one.owner ?? one.key, calendars.get(nameOf(one)) ?? null]));
  return ({ version, standing }) => {
    const { calendar } = version.definition;
    return known.get(calendar === OWNERS_CALENDAR ? standing.ownerId : calendar) ?? null;
  };
}

interface Found {
  owner: string | null;
  key: string;
  version: number;
}

const NEWEST = `
  SELECT w.owner, c.key, max(c.version) AS version
  FROM (SELECT NULL::uuid AS owner, unnest($1::text[]) AS key UNION ALL SELECT o, calendar_of(o) FROM unnest($2::uuid[]) o) w
  JOIN calendars c ON c.key = w.key GROUP BY 1, 2`;

const nameOf = ({ key, version }: Pick<Found, 'key' | 'version'>): string => `${key}@${version}`;

async function readThem(pool: Pool, wanted: readonly Found[]): Promise<ReadonlyMap<string, Calendar>> {
  const known = read.get(pool) ?? new Map<string, Calendar>();
  read.set(pool, known);
  const missing = wanted.filter((one) => !known.has(nameOf(one)));
  if (missing.length > 0) {
    const { rows } = await pool.query<{ key: string; version: number; definition: unknown }>(
      'SELECT key, version, definition FROM calendars WHERE (key, version) IN (SELECT * FROM unnest($1::text[], $2::int[]))',
      [missing.map(({ key }) => key), missing.map(({ version }) => version)],
    );
    for (const row of rows) known.set(nameOf(row), readCalendar(row));
  }
  return known;
}
