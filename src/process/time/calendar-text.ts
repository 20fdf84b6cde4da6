import { z } from 'zod';
import { type Finding, problem } from '../language/finding';
import { KEY } from '../language/names';
import { readDuration } from '../language/shorthand';
import { schemaWords } from '../language/words';
import { placeAll, readYaml } from '../language/yaml';
import type { LocalDate, Text } from '../types';
import type { Calendar, Span } from './calendar';
import { type Almanac, exceptionsOf, type Holiday, type HolidayRule } from './holidays';
import { localDateAt, readLocalDate } from './local-date';

/** A calendar as its text says it; the zone's rules and the version are added where it is loaded. */
export type CalendarText = Omit<Calendar, 'version' | 'zoneRules'> & { name: Text; holidays?: HolidayRule };

/**
 * Reads a calendar from its YAML text, as `calendars/office.yaml` shows it. Holidays become dated exceptions here, so that
 * what a calendar says never changes under it. Without an almanac zones are taken on trust, and holidays refused.
 */
export function readCalendar(
  text: string,
  almanac?: Almanac,
): { calendar: CalendarText } | { calendar?: undefined; findings: Finding[] } {
  const read = readYaml(text);
  if ('findings' in read) return read;
  const result = calendarSchema(almanac).safeParse(read.source.data, { error: schemaWords, reportInput: true });
  if (result.success) return { calendar: result.data };
  const found = result.error.issues.map((issue) => {
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    return problem('WrongValue', path, issue.message);
  });
  return { findings: placeAll(read.source, found) };
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** The longest run of days that one line of exceptions may name. */
const MAX_RUN = 366;
/** The most days that a calendar names one by one: every worker keeps them in memory. */
const MAX_DAYS = 5_000;

const day = z.string().transform((text, context): Span[] => {
  const spans = readSpans(text);
  if (spans) return spans;
  context.addIssue({ code: 'custom', message: "Write 'closed', or hours in order such as 09:00-13:00, 14:00-18:00." });
  return z.NEVER;
});

const exceptions = z.record(z.string(), day).transform((lines, context) => {
  const days: Record<LocalDate, Span[]> = {};
  let named = 0;
  for (const [key, spans] of Object.entries(lines)) {
    const dates = readDates(key);
    if (!dates)
      context.addIssue({ code: 'custom', path: [key], message: 'Write 2026-05-01, or 2026-01-01 to 2026-01-08.' });
    const twice = dates?.find((date) => date in days);
    if (twice) context.addIssue({ code: 'custom', path: [key], message: `${twice} is named twice.` });
    for (const date of dates ?? []) days[date] = spans;
    named += dates?.length ?? 0;
    if (named <= MAX_DAYS) continue;
    context.addIssue({ code: 'custom', path: [key], message: `These are more than ${MAX_DAYS} days in all.` });
    break;
  }
  return days;
});

const fullDay = z.string().transform((text, context): number => {
  const duration = readDuration(text);
  const minutes =
    duration && !duration.working ? duration.amount * ({ minute: 1, hour: 60 }[duration.unit as 'hour'] ?? 0) : 0;
  if (minutes > 0 && minutes <= 24 * 60) return minutes;
  context.addIssue({ code: 'custom', message: "Write the length of a full working day, such as '8 hours'." });
  return z.NEVER;
});

/** Years for which one calendar may look holidays up. */
const MAX_YEARS = 30;
const year = z.int().min(1970).max(2100);

const holidayRule = z
  .strictObject({
    country: z.string().regex(/^[A-Za-z]{2}$/, "Write a country's two letters, such as DE."),
    region: z.string().min(1).nullable().default(null),
    from: year,
    to: year,
    also: z.array(z.enum(['bank', 'optional'])).default([]),
  })
  .transform((rule): HolidayRule => ({ ...rule, country: rule.country.toUpperCase() }))
  .refine(({ from, to }) => from <= to && to - from < MAX_YEARS, {
    path: ['to'],
    message: `Write years in order, at most ${MAX_YEARS} of them.`,
  });

const SHAPE = z.strictObject({
  calendar: z.string().regex(KEY, "This cannot be a calendar's key."),
  name: z.strictObject({ en: z.string(), ru: z.string() }),
  zone: z.string().min(1),
  'full day': fullDay,
  week: z.strictObject(
    Object.fromEntries(DAYS.map((name) => [name, day])) as Record<(typeof DAYS)[number], typeof day>,
  ),
  holidays: holidayRule.optional(),
  exceptions: exceptions.default({}),
});

const calendarSchema = (almanac: Almanac | undefined) =>
  SHAPE.superRefine(({ week, zone }, context) => {
    if (Object.values(week).every((spans) => spans.length === 0))
      context.addIssue({ code: 'custom', path: ['week'], message: 'At least one day of the week has working hours.' });
    if (almanac && !almanac.hasZone(zone))
      context.addIssue({ code: 'custom', path: ['zone'], message: `There is no zone '${zone}': write Europe/Moscow.` });
  }).transform((shape, context): CalendarText => {
    const { calendar, name, zone, exceptions, 'full day': dayMinutes, holidays } = shape;
    const week = DAYS.map((one) => shape.week[one]);
    const plain = { key: calendar, name, zone, week, exceptions, dayMinutes };
    if (!holidays) return plain;
    const days = lookUp(holidays, almanac, context);
    const names = Object.fromEntries(days.map(({ date, name }) => [date, name]));
    // What a text says itself wins.
    return { ...plain, exceptions: { ...exceptionsOf(week, days), ...exceptions }, holidays, names };
  });

function lookUp(rule: HolidayRule, almanac: Almanac | undefined, context: z.core.$RefinementCtx): Holiday[] {
  const found = almanac?.holidays(rule) ?? [];
  const wrong = (path: string, message: string) => {
    context.addIssue({ code: 'custom', path: ['holidays', path], message, input: rule });
    return [];
  };
  if (!almanac) return wrong('country', 'Holidays are looked up only where a calendar is published.');
  if (Array.isArray(found)) return found;
  const named = found.unknown === 'country' ? rule.country : String(rule.region);
  const known = found.known.length > 0 ? `known are ${found.known.join(', ')}` : 'it has none: leave this out';
  return wrong(found.unknown, `No holidays of the ${found.unknown} '${named}' are known; ${known}.`);
}

/** Spans in order that do not meet, or none at all for `closed`. */
function readSpans(text: string): Span[] | null {
  if (text.trim() === 'closed') return [];
  const spans = text.split(',').map((part) => readSpan(part.trim()));
  if (spans.some((span) => span === null)) return null;
  const read = spans.filter((span) => span !== null);
  return read.every(([from], i) => from > (read[i - 1]?.[1] ?? -1)) ? read : null;
}

function readSpan(text: string): Span | null {
  const match = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text);
  if (!match) return null;
  const [h1 = 0, m1 = 0, h2 = 0, m2 = 0] = match.slice(1).map(Number);
  const [from, to] = [h1 * 60 + m1, h2 * 60 + m2];
  return m1 < 60 && m2 < 60 && from < to && to <= 24 * 60 ? [from, to] : null;
}

/** The days that a line of exceptions names; null when it names none. */
function readDates(text: string): LocalDate[] | null {
  const [first, last = first] = text.split(' to ').map(readLocalDate);
  if (first === undefined || first === null || last === undefined || last === null) return null;
  if (last < first || last - first >= MAX_RUN) return null;
  return Array.from({ length: last - first + 1 }, (_, i) => localDateAt(first + i));
}
