import { Temporal } from 'temporal-polyfill';
import type { Instant, LocalDate } from '../../process';
import type { Period } from '../question';

export const PERS = ['month', 'quarter'] as const;
export type Per = (typeof PERS)[number];

/** A month or a quarter of a forecast, by its first day. */
export interface Bucket extends Period {
  startsOn: LocalDate;
  /** The first day of the next one. */
  endsBefore: LocalDate;
}

const MONTHS: Readonly<Record<Per, number>> = { month: 1, quarter: 3 };

/** The day that it is in a zone. */
export const dayIn = (zone: string, at: Instant): LocalDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();

/** The first day of the month or quarter that a day lies in. */
export function firstDayOf(per: Per, day: LocalDate): LocalDate {
  const date = Temporal.PlainDate.from(day).with({ day: 1 });
  return date.subtract({ months: per === 'quarter' ? (date.month - 1) % 3 : 0 }).toString();
}

/** So many months or quarters, from the one that a day lies in. */
export function bucketsFrom(day: LocalDate, per: Per, count: number, zone: string): Bucket[] {
  const first = Temporal.PlainDate.from(firstDayOf(per, day));
  return Array.from({ length: count }, (_, n): Bucket => {
    const starts = first.add({ months: n * MONTHS[per] });
    const ends = starts.add({ months: MONTHS[per] });
    const at = (date: Temporal.PlainDate): Instant => date.toZonedDateTime(zone).epochMilliseconds;
    return { startsOn: starts.toString(), endsBefore: ends.toString(), from: at(starts), until: at(ends), zone };
  });
}

/** All of them as one span. */
export const spanOfBuckets = (buckets: readonly Bucket[]): Period => ({
  from: buckets[0]?.from ?? 0,
  until: buckets.at(-1)?.until ?? 0,
  zone: buckets[0]?.zone ?? 'UTC',
});
