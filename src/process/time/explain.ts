import type { Duration, Limit } from '../definition';
import type { Clock } from '../snapshot';
import type { Fields, Instant, LocalDate } from '../types';
import { type Calendar, durationMs, localDayOf, spansOf } from './calendar';
import { type ExplainedSpan, foldDays, foldSpans } from './fold';
import { epochDayOf, localDateAt } from './local-date';
import { closeOfBusinessBefore, endOfDay, subtractWorking, workedSpans } from './working-time';

/**
 * The arithmetic of one instant, so that whoever it hits can follow it. `spentMs` and the spans add up to `sumMs`, and the
 * last span that counts ends with `due`.
 */
export interface Explanation {
  way: Way;
  zone: string;
  calendar: { key: string; version: number };
  /** Since when this stretch is counted. For what is counted back from a date: since when the clock runs. */
  start: Instant;
  /** Used up before `start`: until the last wait began. */
  spentMs: number;
  /** What has to pass in all; null where a date decides. */
  limitMs: number | null;
  /** The date that a limit until a date, or before one, hangs on. */
  date: LocalDate | null;
  spans: readonly ExplainedSpan[];
  /** Known waits since the clock began, as far as whoever asks knows them. */
  pauses: readonly Pause[];
  sumMs: number;
  due: Instant;
}

/** How an instant comes about. */
export type Way =
  | 'working time'
  | 'calendar time'
  | 'end of date'
  /** The close of business so many working days before a date: the spans are those days. */
  | 'working days before date'
  | 'working time before date'
  | 'calendar time before date'
  | 'by hand'
  /** A wait ends: when was said as it began. */
  | 'wait';

export interface Pause {
  from: Instant;
  /** null: it goes on. */
  to: Instant | null;
  reason: string;
}

/** The instants of a clock, as they are asked for. */
export type ClockInstant = 'due soon' | 'overdue' | 'escalate' | { rung: number };

/**
 * How the instant of a clock comes about: when it is due unless another one is asked for. null where the clock has none:
 * it stands still, its date is not set, or the limit gives no such instant.
 */
export function explainClock(
  clock: Clock,
  fields: Fields,
  calendar: Calendar,
  instant: ClockInstant = 'overdue',
): Explanation | null {
  if (clock.paused) return null;
  const due = explainDue(clock, fields, calendar);
  if (!due || instant === 'overdue') return due;
  if (!clock.limit) return null;
  if (instant === 'due soon') return explainDueSoon(due, clock, clock.limit, calendar);
  const after = instant === 'escalate' ? clock.limit.escalateAfter : clock.limit.ladder?.[instant.rung]?.after;
  if (after === undefined || (after === null && instant === 'escalate')) return null;
  return explainAfter(due, after, calendar);
}

const base = ({ key, version, zone }: Calendar) => ({
  zone,
  calendar: { key, version },
  date: null,
  pauses: [],
});

function explainDue(clock: Clock, fields: Fields, calendar: Calendar): Explanation | null {
  const { limit, from, spentMs } = clock;
  if (!limit) return clock.dueAt === null ? null : byHand(clock.dueAt, from, calendar);
  const { due } = limit;
  if (due.by === 'span') {
    const limitMs = durationMs(calendar, due.span);
    return stretch(calendar, { from, spentMs, limitMs, working: due.span.working });
  }
  const date = fields[due.field];
  if (typeof date !== 'string') return null;
  if (due.by === 'field') return endOfDate(calendar, from, date);
  return beforeDate(calendar, from, date, due.span);
}

/** A share of the limit, counted from the same start. What is left of it may be nothing: then there is no such instant. */
function explainDueSoon(due: Explanation, { from, spentMs }: Clock, limit: Limit, calendar: Calendar) {
  const total = limit.due.by === 'span' ? durationMs(calendar, limit.due.span) : spentMs + Math.max(0, due.due - from);
  const limitMs = Math.round((total * limit.dueSoonPct) / 100);
  if (limit.dueSoonPct >= 100 || limitMs <= spentMs) return null;
  const working = limit.due.by === 'span' && limit.due.span.working;
  return stretch(calendar, { from, spentMs, limitMs, working });
}

function explainAfter({ due }: Explanation, after: Duration | null, calendar: Calendar): Explanation {
  const limitMs = after ? durationMs(calendar, after) : 0;
  return stretch(calendar, { from: due, spentMs: 0, limitMs, working: after?.working ?? false });
}

interface Stretch {
  from: Instant;
  spentMs: number;
  limitMs: number;
  working: boolean;
}

/** So much time from an instant on, less what was used up before. */
function stretch(calendar: Calendar, { from, spentMs, limitMs, working }: Stretch): Explanation {
  const left = Math.max(0, limitMs - spentMs);
  const spans = working ? foldSpans(calendar, from, workedSpans(calendar, from, left)) : plainSpan(from, from + left);
  return {
    ...base(calendar),
    way: working ? 'working time' : 'calendar time',
    start: from,
    spentMs,
    limitMs,
    spans,
    sumMs: spentMs + sumOf(spans),
    due: spans.at(-1)?.to ?? from,
  };
}

const plainSpan = (from: Instant, to: Instant): ExplainedSpan[] =>
  to > from ? [{ from, to, countsMs: to - from }] : [];

const sumOf = (spans: readonly ExplainedSpan[]): number => spans.reduce((sum, { countsMs }) => sum + countsMs, 0);

const byHand = (due: Instant, start: Instant, calendar: Calendar): Explanation => ({
  ...base(calendar),
  way: 'by hand',
  start,
  spentMs: 0,
  limitMs: null,
  spans: [],
  sumMs: 0,
  due,
});

/** The end of a wait. There is nothing to add up: it was named, or followed from when the wait began. */
export const explainWait = (until: Instant, since: Instant, calendar: Calendar): Explanation => ({
  ...byHand(until, since, calendar),
  way: 'wait',
});

function endOfDate(calendar: Calendar, start: Instant, date: LocalDate): Explanation {
  const due = endOfDay(calendar, date);
  const spans = plainSpan(start, due);
  return { ...dated(calendar, start, date), way: 'end of date', spans, sumMs: sumOf(spans), due };
}

const dated = (calendar: Calendar, start: Instant, date: LocalDate) => ({
  ...base(calendar),
  start,
  spentMs: 0,
  limitMs: null,
  date,
});

/** Counted back from the date: the earliest span comes first all the same. */
function beforeDate(calendar: Calendar, start: Instant, date: LocalDate, span: Duration): Explanation {
  if (span.working && span.unit === 'day' && Number.isInteger(span.amount))
    return daysBefore(calendar, start, date, span.amount);
  const end = endOfDay(calendar, date);
  const limitMs = durationMs(calendar, span);
  const due = span.working ? subtractWorking(calendar, end, limitMs) : end - limitMs;
  const spans = span.working ? foldSpans(calendar, due, workedSpans(calendar, due, limitMs)) : plainSpan(due, end);
  const way = span.working ? 'working time before date' : 'calendar time before date';
  return { ...dated(calendar, start, date), way, limitMs, spans, sumMs: sumOf(spans), due };
}

/** The working days from the close of business on to the date, each of which counts as a full one. */
function daysBefore(calendar: Calendar, start: Instant, date: LocalDate, days: number): Explanation {
  const due = closeOfBusinessBefore(calendar, date, days);
  const dayMs = durationMs(calendar, ONE_DAY);
  const first = localDayOf(calendar, due - 1);
  const between = days === 0 ? 0 : epochDayOf(date) - first;
  const midnight = (day: number) => endOfDay(calendar, localDateAt(day - 1)) + 1;
  const counted = Array.from({ length: between }, (_, n) => first + n)
    .filter((day) => spansOf(calendar, day).length > 0)
    .map((day) => ({ day, from: midnight(day), to: midnight(day + 1), countsMs: dayMs, days: 1 }));
  const spans = foldDays(calendar, due - 1, counted);
  const way = 'working days before date';
  return { ...dated(calendar, start, date), way, limitMs: days * dayMs, spans, sumMs: sumOf(spans), due };
}

const ONE_DAY: Duration = { amount: 1, unit: 'day', working: true };
