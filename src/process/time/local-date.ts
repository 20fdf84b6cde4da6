import type { LocalDate } from '../types';

/** Days from 1970-01-01; negative before. Arithmetic on local days happens on these, never on `Date`. */
export type EpochDay = number;

const DAYS_PER_ERA = 146_097;

/**
 * The epoch day of a date, or null if there is no such day (2026-02-30, or text of another shape).
 * Proleptic Gregorian. Source: H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
 */
export function readLocalDate(text: unknown): EpochDay | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = daysFromCivil(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8)));
  return localDateAt(day) === text ? day : null;
}

/** The epoch day of a date that is known to be one. @throws RangeError when it is none. */
export function epochDayOf(date: LocalDate): EpochDay {
  const day = readLocalDate(date);
  if (day === null) throw new RangeError(`Not a calendar day: ${date}`);
  return day;
}

function daysFromCivil(year: number, month: number, dayOfMonth: number): EpochDay {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - 719_468;
}

/** The date of an epoch day, as `YYYY-MM-DD`. */
export function localDateAt(day: EpochDay): LocalDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return [String(year).padStart(4, '0'), pad(month), pad(dayOfMonth)].join('-');
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** 0 is Monday, 6 is Sunday. */
export const weekdayOf = (day: EpochDay): number => (((day + 3) % 7) + 7) % 7;
