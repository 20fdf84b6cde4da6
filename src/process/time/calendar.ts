import type { Duration } from '../definition';
import type { Instant, LocalDate, Text } from '../types';
import { type EpochDay, epochDayOf, localDateAt, weekdayOf } from './local-date';

/**
 * A working-time calendar as a value: when an office works, and what its wall clock shows at any instant.
 * Plain JSON; the zone's rules are looked up when a calendar is loaded (`src/platform/zone-rules.ts`), so that
 * nothing here depends on a time-zone database.
 */
export interface Calendar {
  key: string;
  /** Grows with each edit: an event's facts name the one they were resolved with. */
  version: number;
  /** IANA name, to show; the arithmetic reads `zoneRules`. */
  zone: string;
  /** Sorted by `from`; the first holds since ever, the last for ever. */
  zoneRules: readonly ZoneRule[];
  /** Seven days, Monday first. */
  week: readonly (readonly Span[])[];
  /** Days that differ from the week: `[]` is a holiday, anything else a short or an extra day. */
  exceptions: Readonly<Record<LocalDate, readonly Span[]>>;
  /** What the holidays among its days are called, to show. */
  names?: Readonly<Record<LocalDate, Text>>;
  /** Length of a full working day: what "1 working day" adds up to. */
  dayMinutes: number;
}

/** From this instant on, local time is UTC plus so many minutes. */
export interface ZoneRule {
  from: Instant;
  offsetMinutes: number;
}

/** Working minutes of a local day, `[from, to)`, counted from midnight on the wall clock: 09:00 is 540. */
export type Span = readonly [from: number, to: number];

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** The working spans of a local day: its exception where there is one, else its weekday's. */
export const spansOf = (calendar: Calendar, day: EpochDay): readonly Span[] =>
  exceptionsByDay(calendar).get(day) ?? calendar.week[weekdayOf(day)] ?? [];

const byDay = new WeakMap<Calendar, ReadonlyMap<EpochDay, readonly Span[]>>();

/** Read once a calendar: a search asks for every day that it passes, and writing its date out each time is most of it. */
function exceptionsByDay(calendar: Calendar): ReadonlyMap<EpochDay, readonly Span[]> {
  const known = byDay.get(calendar);
  if (known) return known;
  const read = new Map(Object.entries(calendar.exceptions).map(([date, spans]) => [epochDayOf(date), spans] as const));
  byDay.set(calendar, read);
  return read;
}

/** The stretches of time in which the offset does not change, from the one that holds `at`, forward or back. */
export function* zoneStretches(calendar: Calendar, at: Instant, step: 1 | -1): Generator<ZoneStretch> {
  const rules = calendar.zoneRules;
  for (let i = ruleIndexAt(rules, at); i >= 0 && i < rules.length; i += step) {
    const rule = rules[i];
    if (!rule) return;
    const to = rules[i + 1]?.from ?? Number.POSITIVE_INFINITY;
    yield { from: i === 0 ? Number.NEGATIVE_INFINITY : rule.from, to, offsetMs: rule.offsetMinutes * MINUTE_MS };
  }
}

/** `[from, to)` with one offset: local time is `instant + offsetMs`. */
export interface ZoneStretch {
  from: number;
  to: number;
  offsetMs: number;
}

/** The last rule that has begun by `at`; the first one also holds before its own beginning. */
function ruleIndexAt(rules: readonly ZoneRule[], at: Instant): number {
  let low = 0;
  let high = rules.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rules[middle]?.from ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** By how much the calendar's wall clock is ahead of UTC at an instant. */
export const offsetMsAt = ({ zoneRules }: Calendar, at: Instant): number =>
  (zoneRules[ruleIndexAt(zoneRules, at)]?.offsetMinutes ?? 0) * MINUTE_MS;

/** The day that the calendar's wall clock shows at an instant. */
export const localDayOf = (calendar: Calendar, at: Instant): EpochDay =>
  Math.floor((at + offsetMsAt(calendar, at)) / DAY_MS);

/** The date that the calendar's wall clock shows at an instant. */
export const localDateOf = (calendar: Calendar, at: Instant): LocalDate => localDateAt(localDayOf(calendar, at));

const UNIT_MINUTES = { minute: 1, hour: 60, day: 24 * 60, week: 7 * 24 * 60 } as const;

/**
 * A duration in milliseconds of its own kind of time. A working day is the calendar's full day, a working week
 * as many of those as the week has days with working hours; a calendar day is 24 hours, summer time or not.
 */
export function durationMs(calendar: Calendar, { amount, unit, working }: Duration): number {
  const workingDays = calendar.week.filter((spans) => spans.length > 0).length;
  const workingMinutes = { ...UNIT_MINUTES, day: calendar.dayMinutes, week: calendar.dayMinutes * workingDays };
  return amount * (working ? workingMinutes : UNIT_MINUTES)[unit] * MINUTE_MS;
}
