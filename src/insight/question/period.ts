import { Temporal } from 'temporal-polyfill';
import { FOREVER, type Instant } from '../../process';

/** A span of time, `until` not part of it, and the zone in which its days begin. */
export interface Period {
  from: Instant;
  until: Instant;
  zone: string;
}

/** Periods by name: they move with the day on which they are asked for, so a saved report can hold them. */
export const NAMED_PERIODS = [
  'today',
  'yesterday',
  'this week',
  'last week',
  'this month',
  'last month',
  'this quarter',
  'last quarter',
  'this year',
  'last year',
  'last 7 days',
  'last 30 days',
  'last 90 days',
  'last 365 days',
  'all time',
] as const;
export type NamedPeriod = (typeof NAMED_PERIODS)[number];

/** What a period is held against: the one right before it, or the same a year before. */
export const COMPARISONS = ['period before', 'year before'] as const;
export type Comparison = (typeof COMPARISONS)[number];

type Zoned = Temporal.ZonedDateTime;

const zoned = (at: Instant, zone: string): Zoned => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);

const spanning = (from: Zoned, until: Zoned): Period => ({
  from: from.epochMilliseconds,
  until: until.epochMilliseconds,
  zone: from.timeZoneId,
});

/** A named period as of an instant; weeks begin on Monday. `last 7 days` are whole days, today the last of them. */
export function namedPeriod(name: NamedPeriod, zone: string, now: Instant): Period {
  const today = zoned(now, zone).startOfDay();
  if (name === 'all time') return { from: 0, until: FOREVER, zone };
  const [, days] = /^last (\d+) days$/.exec(name) ?? [];
  if (days) return spanning(today.subtract({ days: Number(days) - 1 }), today.add({ days: 1 }));
  const [which, unit] = name === 'today' ? ['this', 'day'] : name === 'yesterday' ? ['last', 'day'] : name.split(' ');
  const length = lengthOf(unit as Unit);
  const begun = beginningOf(unit as Unit, today);
  return which === 'this' ? spanning(begun, begun.add(length)) : spanning(begun.subtract(length), begun);
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const lengthOf = (unit: Unit): Temporal.DurationLike => (unit === 'quarter' ? { months: 3 } : { [`${unit}s`]: 1 });

function beginningOf(unit: Unit, day: Zoned): Zoned {
  const at = {
    day: () => day,
    week: () => day.subtract({ days: day.dayOfWeek - 1 }),
    month: () => day.with({ day: 1 }),
  };
  if (unit === 'quarter') return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) }).startOfDay();
  if (unit === 'year') return day.with({ day: 1, month: 1 }).startOfDay();
  return at[unit]().startOfDay();
}

/** The begin of a day in a zone. @throws RangeError for a day that there is not */
export const beginOfDay = (day: string, zone: string): Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;

/** What a period is held against. A calendar's month is held against a calendar's month, whatever their lengths. */
export function comparedTo(period: Period, comparison: Comparison, name?: NamedPeriod): Period {
  const from = zoned(period.from, period.zone);
  const until = zoned(period.until, period.zone);
  if (comparison === 'year before') return spanning(from.subtract({ years: 1 }), until.subtract({ years: 1 }));
  const [, unit] = /^(?:this|last) (week|month|quarter|year)$/.exec(name ?? '') ?? [];
  const length = unit ? lengthOf(unit as Unit) : from.until(until, { largestUnit: 'days' });
  return spanning(from.subtract(length), from);
}
