import type { Pool } from 'pg';
import { readCalendar } from '../platform/calendars';
import { type Definition, type Facts, type Instant, OWNERS_CALENDAR } from '../process';
import type { Calendar } from '../process/time/calendar';
import type { Times } from '../process/trial/relive';

interface CalendarRow {
  key: string;
  version: number;
  definition: unknown;
  at: Instant;
}

interface PersonRow {
  id: string;
  managerId: string | null;
  calendar: string;
}

/**
 * The calendars of each time and the people of today, with what is put in the place of some. A decision counts in the
 * version of the calendar that it was resolved with then; where its history does not say, in the one that was in force.
 */
export async function readTimes(
  pool: Pool,
  { definition, calendar: other }: { definition?: Definition; calendar?: Calendar },
): Promise<Times> {
  const [calendars, people] = await Promise.all([readCalendars(pool), readPeople(pool)]);
  return {
    ...(definition && { definition }),
    managerOf: (person) => people.get(person)?.managerId ?? null,
    calendar(current, owner, at, recorded) {
      const key = keyOf(current, recorded, people.get(owner));
      if (other && other.key === key) return other;
      const found = calendars(key, recorded?.[key] ?? null, at);
      if (!found) throw new Error(`The calendar "${key}" of process "${current.key}" is in no table.`);
      return found;
    },
  };
}

/** Whose calendar an owner had is told by the facts of the time, where there are some. */
function keyOf({ calendar }: Definition, recorded: Facts['calendars'], owner: PersonRow | undefined): string {
  if (calendar !== OWNERS_CALENDAR) return calendar;
  const [then] = Object.keys(recorded ?? {});
  return then ?? owner?.calendar ?? 'office';
}

type FindCalendar = (key: string, version: number | null, at: Instant) => Calendar | null;

/** Each version is read when it is first counted in: its zone's rules cost time. */
async function readCalendars(pool: Pool): Promise<FindCalendar> {
  const { rows } = await pool.query<CalendarRow>(
    `SELECT key, version, definition, (extract(epoch FROM created_at) * 1000)::float8 AS at FROM calendars ORDER BY key, version`,
  );
  const read = new Map<CalendarRow, Calendar>();
  return (key, version, at) => {
    const all = rows.filter((row) => row.key === key);
    const row = all.find((one) => one.version === version) ?? all.findLast((one) => one.at <= at) ?? all[0];
    if (!row) return null;
    const known = read.get(row) ?? readCalendar(row);
    read.set(row, known);
    return known;
  };
}

async function readPeople(pool: Pool): Promise<ReadonlyMap<string, PersonRow>> {
  const { rows } = await pool.query<PersonRow>(
    'SELECT id, manager_id AS "managerId", calendar_of(id) AS calendar FROM people',
  );
  return new Map(rows.map((row) => [row.id, row]));
}
