import { Temporal } from 'temporal-polyfill';
import type { Instant, LocalDate } from '../../../process';
import type { Span, Unit } from './tree';

/** The clock and the zone by which spans of time are counted: those of who asks. */
export interface When {
  now: Instant;
  /** Such as Europe/Moscow. */
  zone: string;
}

/** Days from the first one on and before the last one; both as `YYYY-MM-DD`. */
export interface Days {
  from: LocalDate;
  before: LocalDate;
}

/** Instants from the first one on and before the last one. */
export interface Instants {
  from: Instant;
  before: Instant;
}

const HOUR_MS = 3_600_000;

/**
 * The days that a span covers. Weeks begin on Monday. So many days, weeks, months or years from today is one whole day; an
 * instant or a count of hours is the day that it falls on.
 */
export function daysOf(span: Span, when: When): Days {
  const [from, before] = plainDays(span, when);
  return { from: from.toString(), before: before.toString() };
}

/** The instants that a span covers: whole days as they begin and end in the zone, an hour's count and an instant as one millisecond. */
export function instantsOf(span: Span, when: When): Instants {
  const at = instantIn(span, when);
  if (at !== null) return { from: at, before: at + 1 };
  const [from, before] = plainDays(span, when);
  const start = (day: Temporal.PlainDate) => day.toZonedDateTime(when.zone).epochMilliseconds;
  return { from: start(from), before: start(before) };
}

function instantIn(span: Span, { now }: When): Instant | null {
  if (span.as === 'instant') return span.ms;
  return span.as === 'away' && span.unit === 'hour' ? now + span.count * HOUR_MS : null;
}

function plainDays(span: Span, when: When): [Temporal.PlainDate, Temporal.PlainDate] {
  const at = instantIn(span, when) ?? when.now;
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(when.zone).toPlainDate();
  if (span.as === 'whole') return whole(today, span.unit, span.shift);
  const day = span.as === 'day' ? Temporal.PlainDate.from(span.day) : span.as === 'away' ? away(today, span) : today;
  return [day, day.add({ days: 1 })];
}

function away(today: Temporal.PlainDate, { count, unit }: { count: number; unit: Unit }): Temporal.PlainDate {
  if (unit === 'hour') return today;
  return unit === 'quarter' ? today.add({ months: count * 3 }) : today.add({ [`${unit}s`]: count });
}

function whole(today: Temporal.PlainDate, unit: Unit, shift: number): [Temporal.PlainDate, Temporal.PlainDate] {
  const first = away(startOf(today, unit), { count: shift, unit });
  return [first, away(first, { count: 1, unit })];
}

function startOf(day: Temporal.PlainDate, unit: Unit): Temporal.PlainDate {
  if (unit === 'week') return day.subtract({ days: day.dayOfWeek - 1 });
  if (unit === 'month') return day.with({ day: 1 });
  if (unit === 'quarter') return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) });
  return unit === 'year' ? day.with({ day: 1, month: 1 }) : day;
}
