import type { Calendar } from '../process/time/calendar';
import { zoneRules } from './zone-rules';

/** A row of the calendars table: everything of a calendar but what the runtime knows of its zone. */
export interface CalendarRow {
  key: string;
  version: number;
  definition: unknown;
}

/** Years whose summer time is laid out in a calendar: past imports and plans far ahead alike. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2060;

/** The calendar of a row, with the rules of its zone. @throws RangeError for a zone that the runtime does not know. */
export function readCalendar({ key, version, definition }: CalendarRow): Calendar {
  const stored = definition as Omit<Calendar, 'key' | 'version' | 'zoneRules'>;
  return { ...stored, key, version, zoneRules: zoneRules(stored.zone, FIRST_YEAR, LAST_YEAR) };
}
