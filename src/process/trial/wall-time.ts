import { type Calendar, DAY_MS, localDayOf, zoneStretches } from '../time/calendar';
import { epochDayOf, localDateAt, readLocalDate } from '../time/local-date';
import type { Instant, LocalDate } from '../types';

/** What the wall clock of a calendar shows: a day, and seconds since its midnight. */
export interface WallTime {
  date: LocalDate;
  second: number;
}

/** Reads `2026-03-16`, `2026-03-16 10:00` or `2026-03-16 10:00:30`; a day alone is its midnight. null: none of them. */
export function readWallTime(text: string): WallTime | null {
  const [, date = '', h = '0', m = '0', s = '0'] =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text.trim()) ?? [];
  const inTime = Number(h) < 24 && Number(m) < 60 && Number(s) < 60;
  if (readLocalDate(date) === null || !inTime) return null;
  return { date, second: Number(h) * 3600 + Number(m) * 60 + Number(s) };
}

/** The instant at which the calendar's wall clock shows this; where summer time skips it, the instant of the skip. */
export function instantOf(calendar: Calendar, { date, second }: WallTime): Instant {
  const local = epochDayOf(date) * DAY_MS + second * 1000;
  for (const { from, to, offsetMs } of zoneStretches(calendar, local + DAY_MS, -1)) {
    const at = Math.min(local - offsetMs, to);
    if (at >= from) return at;
  }
  throw new RangeError(`Calendar ${calendar.key} has no zone rules`);
}

/** What the wall clock shows at an instant, to the second. */
export function wallTimeOf(calendar: Calendar, at: Instant): WallTime {
  const day = localDayOf(calendar, at);
  const date = localDateAt(day);
  const midnight = instantOf(calendar, { date, second: 0 });
  return { date, second: Math.floor((at - midnight) / 1000) };
}

/** The text that `readWallTime` reads; seconds only where there are some. */
export function wallTimeText({ date, second }: WallTime): string {
  const parts = [Math.floor(second / 3600), Math.floor(second / 60) % 60, ...(second % 60 ? [second % 60] : [])];
  return `${date} ${parts.map((n) => String(n).padStart(2, '0')).join(':')}`;
}
