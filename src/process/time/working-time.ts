import type { Instant, LocalDate } from '../types';
import { type Calendar, DAY_MS, MINUTE_MS, spansOf, zoneStretches } from './calendar';
import { epochDayOf, localDateAt } from './local-date';

/**
 * Arithmetic over working time. An instant is worked when the wall clock of the calendar's zone then stands
 * inside a span of that local day; so an hour that summer time skips is not worked, and one that it repeats is
 * worked twice. Not for workflow code: what it gives is recorded as a fact.
 */

/** How far a search goes: past this many days without an answer the calendar cannot be meant. */
const MAX_DAYS = 20 * 366;

/** Thrown when twenty years of a calendar do not hold the working time that was asked for. */
export class NoWorkingTime extends RangeError {
  constructor(calendar: Calendar, at: Instant) {
    super(
      `Calendar ${calendar.key}: not enough working time within 20 years of ${localDateAt(Math.floor(at / DAY_MS))}`,
    );
  }
}

/** The instant at which `ms` of working time have passed since `from`; `from` itself for 0. Never the later of two. */
export function addWorking(calendar: Calendar, from: Instant, ms: number): Instant {
  if (ms <= 0) return from;
  let left = ms;
  for (const [start, end] of workedFrom(calendar, from)) {
    if (left <= end - start) return start + left;
    left -= end - start;
  }
  throw new NoWorkingTime(calendar, from);
}

/** The worked stretches of time that add up to `ms` from an instant on, in order; none for 0. */
export function workedSpans(calendar: Calendar, from: Instant, ms: number): Worked[] {
  const spans: Worked[] = [];
  let left = ms;
  for (const [start, end] of left > 0 ? workedFrom(calendar, from) : []) {
    spans.push([start, Math.min(end, start + left)]);
    left -= end - start;
    if (left <= 0) break;
  }
  if (left > 0) throw new NoWorkingTime(calendar, from);
  return spans;
}

/** The instant from which `ms` of working time pass until `to`; `to` itself for 0. */
export function subtractWorking(calendar: Calendar, to: Instant, ms: number): Instant {
  if (ms <= 0) return to;
  let left = ms;
  for (const [start, end] of workedBefore(calendar, to)) {
    if (left <= end - start) return end - left;
    left -= end - start;
  }
  throw new NoWorkingTime(calendar, to);
}

/** Working milliseconds from `a` to `b`; 0 when `b` is not after `a`. */
export function workingBetween(calendar: Calendar, a: Instant, b: Instant): number {
  if (b <= a) return 0;
  let sum = 0;
  for (const [start, end] of workedFrom(calendar, a)) {
    if (start >= b) return sum;
    sum += Math.min(end, b) - start;
  }
  if (b - a > MAX_DAYS * DAY_MS) throw new NoWorkingTime(calendar, a);
  return sum;
}

/**
 * The last millisecond of a local day, so that it prints as that day. A day that the zone left out (Samoa's
 * 2011-12-30) ends where it would have begun.
 */
export function endOfDay(calendar: Calendar, date: LocalDate): Instant {
  const nextMidnight = (epochDayOf(date) + 1) * DAY_MS;
  for (const { from, to, offsetMs } of zoneStretches(calendar, nextMidnight + DAY_MS, -1)) {
    const end = Math.min(to, nextMidnight - offsetMs);
    if (end > from) return end - 1;
  }
  throw new RangeError(`Calendar ${calendar.key} has no zone rules`);
}

/**
 * When work ends on the day that is `nDays` working days before a date; for 0 on the date itself, or on the
 * last working day before it. Half days count as days here: people plan by days, not by their lengths.
 */
export function closeOfBusinessBefore(calendar: Calendar, date: LocalDate, nDays: number): Instant {
  const last = epochDayOf(date) - (nDays === 0 ? 0 : 1);
  let left = Math.max(1, nDays);
  for (let day = last; day > last - MAX_DAYS; day -= 1) {
    if (spansOf(calendar, day).length > 0) left -= 1;
    if (left === 0) return endOfWork(calendar, localDateAt(day));
  }
  throw new NoWorkingTime(calendar, last * DAY_MS);
}

function endOfWork(calendar: Calendar, date: LocalDate): Instant {
  const end = endOfDay(calendar, date) + 1;
  for (const [, workedUntil] of workedBefore(calendar, end)) return workedUntil;
  throw new NoWorkingTime(calendar, end);
}

/** Time in which the office works. */
export type Worked = readonly [start: Instant, end: Instant];

/** Worked stretches of time from `from` on, in order; stops after 20 years. */
function* workedFrom(calendar: Calendar, from: Instant): Generator<Worked> {
  const limit = from + MAX_DAYS * DAY_MS;
  for (const stretch of zoneStretches(calendar, from, 1)) {
    const begin = Math.max(from, stretch.from);
    const end = Math.min(limit, stretch.to);
    for (let day = dayAt(begin, stretch.offsetMs); day * DAY_MS < end + stretch.offsetMs; day += 1)
      for (const span of spansOf(calendar, day)) {
        const worked = clip(day, span, stretch.offsetMs, begin, end);
        if (worked) yield worked;
      }
    if (stretch.to >= limit) return;
  }
}

/** The same backwards: worked stretches before `to`, the latest first. */
function* workedBefore(calendar: Calendar, to: Instant): Generator<Worked> {
  const limit = to - MAX_DAYS * DAY_MS;
  for (const stretch of zoneStretches(calendar, to, -1)) {
    const begin = Math.max(limit, stretch.from);
    const end = Math.min(to, stretch.to);
    for (let day = dayAt(end, stretch.offsetMs); (day + 1) * DAY_MS > begin + stretch.offsetMs; day -= 1)
      for (const span of [...spansOf(calendar, day)].reverse()) {
        const worked = clip(day, span, stretch.offsetMs, begin, end);
        if (worked) yield worked;
      }
    if (stretch.from <= limit) return;
  }
}

const dayAt = (at: Instant, offsetMs: number): number => Math.floor((at + offsetMs) / DAY_MS);

function clip(
  day: number,
  [from, to]: readonly [number, number],
  offsetMs: number,
  begin: Instant,
  end: Instant,
): Worked | null {
  const midnight = day * DAY_MS - offsetMs;
  const start = Math.max(begin, midnight + from * MINUTE_MS);
  const stop = Math.min(end, midnight + to * MINUTE_MS);
  return start < stop ? [start, stop] : null;
}
