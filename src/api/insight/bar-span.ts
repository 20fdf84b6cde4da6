import { Temporal } from 'temporal-polyfill';
import type { Period, Width } from '../../insight';

const LENGTH: Readonly<Record<Width, Temporal.DurationLike>> = {
  hour: { hours: 1 },
  day: { days: 1 },
  week: { days: 7 },
  month: { months: 1 },
  quarter: { months: 3 },
};

/** The part of a period that a bar of it stands for. `startsAt`: a day, or wall time, of the period's zone. */
export function spanOfBar(startsAt: string, width: Width, { from, until, zone }: Period): Period {
  const begins = Temporal.PlainDateTime.from(startsAt);
  const at = (one: Temporal.PlainDateTime) => one.toZonedDateTime(zone).epochMilliseconds;
  return { from: Math.max(from, at(begins)), until: Math.min(until, at(begins.add(LENGTH[width]))), zone };
}
