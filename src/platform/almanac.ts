import type { HolidaysTypes } from 'date-holidays';
import { DAY_MS, MINUTE_MS } from '../process/time/calendar';
import type { Almanac, Holiday, HolidayRule } from '../process/time/holidays';
import { epochDayOf, localDateAt } from '../process/time/local-date';
import { zoneRules } from './zone-rules';

/**
 * Zones from the runtime's database, holidays from date-holidays: see docs/decisions/holidays.md. Asked when a calendar is
 * published, and at no other time: what they say is written into the calendar.
 */
export const almanac: Almanac = {
  hasZone(zone) {
    try {
      return zoneRules(zone, 2026, 2026).length > 0;
    } catch {
      return false;
    }
  },
  holidays(rule) {
    const { country, region } = rule;
    const library = open();
    const countries = Object.keys(library.getCountries());
    if (!countries.includes(country)) return { unknown: 'country', known: countries };
    const regions = Object.keys(library.getStates(country) ?? {});
    if (region !== null && !regions.includes(region)) return { unknown: 'region', known: regions };
    return daysOf(rule);
  },
};

type Library = typeof import('date-holidays').default;

/** Loaded when it is first asked: it takes a tenth of a second and 20 MB, and hardly anybody asks. */
function open(country?: string, region?: string, options?: HolidaysTypes.Options): InstanceType<Library> {
  const Holidays = require('date-holidays') as Library;
  return country === undefined ? new Holidays() : new Holidays(country, region ?? '', options);
}

function daysOf({ country, region, from, to, also }: HolidayRule): Holiday[] {
  const named = (language: string) => open(country, region ?? '', { languages: [language, 'en'] });
  const [english, russian] = [named('en'), named('ru')];
  const kinds: readonly string[] = ['public', ...also];
  const years = Array.from({ length: to - from + 1 }, (_, n) => from + n);
  return years.flatMap((year) => {
    const names = new Map(russian.getHolidays(year).map((one) => [`${one.rule} ${one.date}`, one.name]));
    return english
      .getHolidays(year)
      .filter(({ type }) => kinds.includes(type))
      .flatMap((one) => spread(one, names.get(`${one.rule} ${one.date}`) ?? one.name));
  });
}

/** One holiday of the library as local days: it may last several of them, or begin at noon. */
function spread({ date, start, end, name }: HolidaysTypes.Holiday, ru: string): Holiday[] {
  const [hour = 0, minute = 0] = date.slice(11, 16).split(':').map(Number);
  const first = epochDayOf(date.slice(0, 10));
  const begin = hour * 60 + minute;
  const stop = begin + wholeDays((end.getTime() - start.getTime()) / MINUTE_MS);
  const days = Math.ceil(stop / DAY);
  return Array.from({ length: days }, (_, n) => ({
    date: localDateAt(first + n),
    name: { en: name, ru },
    off: [n === 0 ? begin : 0, Math.min(DAY, stop - n * DAY)] as const,
  }));
}

const DAY = DAY_MS / MINUTE_MS;

/** A day on which the clocks change lasts 23 or 25 hours, and is a day all the same. */
function wholeDays(minutes: number): number {
  const days = Math.round(minutes / DAY) * DAY;
  return Math.abs(minutes - days) <= 60 ? days : minutes;
}
