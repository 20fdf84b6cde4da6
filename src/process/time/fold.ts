import type { Instant, LocalDate } from '../types';
import { type Calendar, localDayOf } from './calendar';
import { type EpochDay, localDateAt, weekdayOf } from './local-date';
import type { Worked } from './working-time';

/** A stretch of time, and how much of it counts. A line stands for a day, or for several that are folded into it. */
export interface ExplainedSpan {
  from: Instant;
  to: Instant;
  countsMs: number;
  /** How many days with working time it stands for; 0 for days off, absent for calendar time. */
  days?: number;
  /** Days in it that differ from their weekday, at most a dozen of them. */
  exceptions?: readonly LocalDate[];
}

/** So many days are shown one by one at either end, and so many weeks behind them; what lies between is one line. */
const DAYS_SHOWN = 5;
const WEEKS_SHOWN = 3;
const EXCEPTIONS_SHOWN = 12;

/** What counts of one local day. */
export interface CountedDay extends ExplainedSpan {
  day: EpochDay;
}

/**
 * Worked spans as lines that people read: a line a day with the days off before it; where there are many days, weeks in the
 * middle; where there are many weeks, one line for most of them. What counts adds up to the same, and the last line ends
 * where the last span does.
 */
export const foldSpans = (calendar: Calendar, start: Instant, spans: readonly Worked[]): ExplainedSpan[] =>
  foldDays(calendar, start, byDay(calendar, spans));

/** The same of days that are told apart already. */
export function foldDays(calendar: Calendar, start: Instant, days: readonly CountedDay[]): ExplainedSpan[] {
  const dayBefore = localDayOf(calendar, start) - 1;
  if (days.length <= 2 * DAYS_SHOWN) return withDaysOff(calendar, dayBefore, days);
  const head = days.slice(0, DAYS_SHOWN);
  const tail = days.slice(-DAYS_SHOWN);
  const middle = weeks(days.slice(DAYS_SHOWN, -DAYS_SHOWN));
  const shown =
    middle.length <= 2 * WEEKS_SHOWN + 1
      ? middle
      : [
          ...middle.slice(0, WEEKS_SHOWN),
          middle.slice(WEEKS_SHOWN, -WEEKS_SHOWN).flat(),
          ...middle.slice(-WEEKS_SHOWN),
        ];
  const beforeTail = shown.at(-1)?.at(-1)?.day ?? dayBefore;
  return [
    ...withDaysOff(calendar, dayBefore, head),
    ...shown.map((group, n) => folded(calendar, group, shown[n - 1]?.at(-1) ?? head.at(-1))),
    ...withDaysOff(calendar, beforeTail, tail),
  ];
}

/** The spans of each local day as one. */
function byDay(calendar: Calendar, spans: readonly Worked[]): CountedDay[] {
  const days: CountedDay[] = [];
  for (const [from, to] of spans) {
    const day = localDayOf(calendar, from);
    const last = days.at(-1);
    if (last?.day === day) Object.assign(last, { to, countsMs: last.countsMs + to - from });
    else days.push({ day, from, to, countsMs: to - from, days: 1 });
  }
  return days;
}

/** Days in one group for each calendar week, Monday first. */
function weeks(days: readonly CountedDay[]): CountedDay[][] {
  const groups: CountedDay[][] = [];
  let week: number | null = null;
  for (const one of days) {
    const monday = one.day - weekdayOf(one.day);
    if (monday === week) groups.at(-1)?.push(one);
    else groups.push([one]);
    week = monday;
  }
  return groups;
}

/** With the days off since the line before it, where there is one. */
function folded(calendar: Calendar, group: readonly CountedDay[], before?: CountedDay): ExplainedSpan {
  const [first, last] = [group[0] as CountedDay, group.at(-1) as CountedDay];
  const exceptions = exceptionsIn(calendar, before ? before.day + 1 : first.day, last.day);
  const countsMs = group.reduce((sum, one) => sum + one.countsMs, 0);
  return { from: first.from, to: last.to, countsMs, days: group.length, ...(exceptions.length > 0 && { exceptions }) };
}

/** A line for each day, and one before it for the days off that are no usual ones. */
function withDaysOff(calendar: Calendar, dayBefore: EpochDay, days: readonly CountedDay[]): ExplainedSpan[] {
  let last = dayBefore;
  return days.flatMap((one) => {
    const off = exceptionsIn(calendar, last + 1, one.day - 1);
    last = one.day;
    const line = folded(calendar, [one]);
    return off.length > 0 ? [{ from: line.from, to: line.from, countsMs: 0, days: 0, exceptions: off }, line] : [line];
  });
}

function exceptionsIn(calendar: Calendar, first: EpochDay, last: EpochDay): LocalDate[] {
  const found: LocalDate[] = [];
  for (let day = first; day <= last && found.length < EXCEPTIONS_SHOWN; day += 1) {
    const date = localDateAt(day);
    const hours = calendar.exceptions[date];
    const usual = calendar.week[weekdayOf(day)] ?? [];
    if (hours && JSON.stringify(hours) !== JSON.stringify(usual)) found.push(date);
  }
  return found;
}
