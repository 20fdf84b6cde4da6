import type { Pool } from 'pg';
import { type CalendarRow, readCalendar } from '../../platform/calendars';
import { type Definition, type Instant, OWNERS_CALENDAR } from '../../process';
import { type Calendar, localDateOf } from '../../process/time/calendar';
import { endOfDay, NoWorkingTime, workingBetween } from '../../process/time/working-time';
import { listCalendars } from '../calendars';

/** Working milliseconds until an instant, negative once it has passed; null where no calendar can tell. */
type WorkingLeft = (definition: Definition, ownersCalendar: string, dueAt: Instant) => number | null;

/** How much working time is left as of now, in the calendar in force that a process counts in: its own, or its owner's. */
export async function workingLeft(pool: Pool, now: Instant): Promise<WorkingLeft> {
  const calendars = new Map((await listCalendars(pool)).map((one) => [one.key, one]));
  const read = new Map<string, Calendar>();
  const calendarOf = (key: string): Calendar | undefined => {
    const row = calendars.get(key);
    const calendar = read.get(key) ?? (row && readCalendar(row));
    if (calendar) read.set(key, calendar);
    return calendar;
  };
  return ({ calendar: named }, ownersCalendar, dueAt) => {
    const calendar = calendarOf(named === OWNERS_CALENDAR ? ownersCalendar : named);
    return calendar ? between(calendar, now, dueAt) : null;
  };
}

function between(calendar: Calendar, now: Instant, dueAt: Instant): number | null {
  try {
    return dueAt >= now ? workingBetween(calendar, now, dueAt) : 0 - workingBetween(calendar, dueAt, now);
  } catch (error) {
    // A date that somebody has put decades ahead.
    if (error instanceof NoWorkingTime) return null;
    throw error;
  }
}

/** The last instant of somebody's day, where they work. */
export async function endOfDayOf(pool: Pool, personId: string, now: Instant): Promise<Instant> {
  const { rows } = await pool.query<CalendarRow>(
    'SELECT key, version, definition FROM calendars WHERE key = calendar_of($1) ORDER BY version DESC LIMIT 1',
    [personId],
  );
  const [row] = rows;
  if (!row) throw new Error(`There is no calendar for ${personId}.`);
  const calendar = readCalendar(row);
  return endOfDay(calendar, localDateOf(calendar, now));
}
