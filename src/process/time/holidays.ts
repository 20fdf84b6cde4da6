import type { LocalDate, Text } from '../types';
import type { Span } from './calendar';
import { epochDayOf, weekdayOf } from './local-date';

/** Whose public holidays a calendar keeps, and for which years. What they are is looked up once, when it is published. */
export interface HolidayRule {
  /** ISO 3166-1, two letters. */
  country: string;
  /** The part of ISO 3166-2 after the country, where regions differ. */
  region: string | null;
  from: number;
  to: number;
  /** Kept beside the public ones. */
  also: readonly ('bank' | 'optional')[];
}

/** A day, or part of one, on which nobody works. */
export interface Holiday {
  date: LocalDate;
  name: Text;
  /** Off during these minutes of the local day; a whole day is `[0, 1440)`. */
  off: Span;
}

/** What a calendar's text leaves to be looked up. Handed in, so that nothing here knows a library or a zone database. */
export interface Almanac {
  hasZone(zone: string): boolean;
  /** The holidays in order, or what the rule names that is not known, and what there is instead. */
  holidays(rule: HolidayRule): Holiday[] | { unknown: 'country' | 'region'; known: readonly string[] };
}

/** The days that holidays make differ from the week. Days on which nobody works anyway are left out. */
export function exceptionsOf(
  week: readonly (readonly Span[])[],
  holidays: readonly Holiday[],
): Record<LocalDate, readonly Span[]> {
  const days: Record<LocalDate, readonly Span[]> = {};
  for (const { date, off } of holidays) {
    const usual = days[date] ?? week[weekdayOf(epochDayOf(date))] ?? [];
    const left = usual.flatMap((span) => without(span, off));
    if (left.length !== usual.length || left.some((span, i) => span !== usual[i])) days[date] = left;
  }
  return days;
}

/** What remains of a span beside what is cut out of it. */
function without(span: Span, [offFrom, offTo]: Span): Span[] {
  const [from, to] = span;
  if (offTo <= from || offFrom >= to) return [span];
  const parts: Span[] = [
    [from, offFrom],
    [offTo, to],
  ];
  return parts.filter(([begin, end]) => begin < end);
}
