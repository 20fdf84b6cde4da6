import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import type { Language } from '../../words';

dayjs.extend(customParseFormat);

const DAY: Readonly<Record<Language, string>> = { en: 'D MMM YYYY', ru: 'DD.MM.YYYY' };
const WORDED = ['D MMM YYYY', 'D MMMM YYYY', 'MMM D YYYY', 'MMMM D YYYY', 'D MMM', 'D MMMM', 'MMM D', 'MMMM D'];
const TIME = /[\s,]+(\d{1,2})[:.](\d{2})$/;
const NUMBERS = /^(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?$/;

/** A day as people read it, with its time where that is asked. */
export const asShown = (day: string, language: Language, timed: boolean): string =>
  dayjs(day)
    .locale(language)
    .format(timed ? `${DAY[language]} HH:mm` : DAY[language]);

/**
 * What somebody typed: the day first, as both languages write it (30.11, 30/11/26, 30 Nov 2026), or the year first. Without a year it is
 * this one's, without a time the begin of the working day.
 * @returns `YYYY-MM-DDTHH:mm`, `YYYY-MM-DD` where no time is asked; null: nothing that could be read
 */
export function readDay(text: string, language: Language, timed: boolean): string | null {
  const said = text.trim().replace('T', ' ');
  const [, hour, minute] = (timed && TIME.exec(said)) || [];
  const day = dayOf(hour === undefined ? said : said.replace(TIME, ''), language);
  if (!day || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59) return null;
  if (!timed) return day;
  return `${day}T${(hour ?? '09').padStart(2, '0')}:${minute ?? '00'}`;
}

function dayOf(text: string, language: Language): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return valid(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const numbers = NUMBERS.exec(text);
  if (numbers) {
    const [, day, month, year] = numbers;
    const full = year === undefined ? dayjs().year() : Number(year.length === 2 ? `20${year}` : year);
    return valid(full, Number(month), Number(day));
  }
  const plain = text.replace(/[,.]/g, '');
  for (const locale of [language, 'en']) {
    const read = dayjs(plain, WORDED, locale, true);
    if (read.isValid()) return read.format('YYYY-MM-DD');
  }
  return null;
}

function valid(year: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null;
}
