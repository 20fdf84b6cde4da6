import { Temporal } from 'temporal-polyfill';
import type { ZoneRule } from '../process/time/calendar';

/**
 * The offsets of a zone from the start of one year to the end of another, read from the runtime's time-zone
 * database. Never call this in a workflow: the answer changes with the runtime.
 * @throws RangeError for a zone that the database does not know.
 */
export function zoneRules(zone: string, fromYear: number, toYear: number): readonly ZoneRule[] {
  const key = `${zone} ${fromYear} ${toYear}`;
  const rules = known.get(key) ?? readRules(zone, fromYear, toYear);
  known.set(key, rules);
  return rules;
}

/** What was laid out before: the runtime's database does not change while it runs. */
const known = new Map<string, readonly ZoneRule[]>();

function readRules(zone: string, fromYear: number, toYear: number): readonly ZoneRule[] {
  const start = Temporal.Instant.from(`${fromYear}-01-01T00:00:00Z`).toZonedDateTimeISO(zone);
  const end = Temporal.Instant.from(`${toYear + 1}-01-01T00:00:00Z`).epochMilliseconds;
  const rules: ZoneRule[] = [{ from: Number.MIN_SAFE_INTEGER, offsetMinutes: offsetMinutes(start) }];
  for (let at = start.getTimeZoneTransition('next'); at; at = at.getTimeZoneTransition('next')) {
    if (at.epochMilliseconds >= end) break;
    if (offsetMinutes(at) !== rules.at(-1)?.offsetMinutes)
      rules.push({ from: at.epochMilliseconds, offsetMinutes: offsetMinutes(at) });
  }
  return rules;
}

const offsetMinutes = (at: Temporal.ZonedDateTime): number => Math.round(at.offsetNanoseconds / 60e9);
