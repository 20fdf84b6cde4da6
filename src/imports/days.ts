import type { LocalDate } from '../process';
import { readLocalDate } from '../process/time/local-date';

/** A day, and what time of it, as the file says it. */
export interface SaidMoment {
  day: LocalDate;
  /** Milliseconds since midnight; null where the file knows the day only. */
  sinceMidnightMs: number | null;
  /** With an offset of its own: the instant itself, UTC. */
  instant: number | null;
}

const MONTHS = [
  'jan,янв',
  'feb,фев',
  'mar,мар',
  'apr,апр',
  'may,май,мая',
  'jun,июн',
  'jul,июл',
  'aug,авг',
  'sep,сен',
  'oct,окт',
  'nov,ноя',
  'dec,дек',
].map((names) => names.split(','));

/** A day as people write it: 2026-03-04, 04.03.2026, 4/3/26, 4 марта 2026, Mar 4, 2026; with a time or without. null for what is no day. */
export function readMoment(text: string, dates: 'day first' | 'month first'): SaidMoment | null {
  const said = text.trim();
  const time = /[\sT,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?\s*(z|[+-]\d{2}:?\d{2})?$/i.exec(said);
  const day = readDay(time ? said.slice(0, time.index) : said, dates);
  if (day === null) return null;
  if (!time) return { day, sinceMidnightMs: null, instant: null };
  const [, hours = '', minutes = '', seconds = '0', half, offset] = time;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const sinceMidnightMs = ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return {
    day,
    sinceMidnightMs,
    instant: offset === undefined ? null : Date.parse(`${day}T00:00:00${offset.toUpperCase()}`) + sinceMidnightMs,
  };
}

/** A day without a time. A two-digit year is of the hundred years that end twenty years from now. */
export function readDay(text: string, dates: 'day first' | 'month first'): LocalDate | null {
  const said = text.trim().replace(/\s*(г\.?|года)$/i, '');
  const iso = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(said);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const short = /^(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{2})$/.exec(said);
  if (short) {
    const [first, second] = [Number(short[1]), Number(short[3])];
    // A point between says day first, whatever the file's other dates do: nobody writes months first with points.
    const monthFirst = dates === 'month first' && short[2] !== '.';
    return dayOf(yearOf(short[4] ?? ''), monthFirst ? first : second, monthFirst ? second : first);
  }
  return wordedDay(said);
}

function wordedDay(said: string): LocalDate | null {
  const [, before, word = '', year] = /^(\d{1,2})?[\s-]*(\p{L}{3,})\.?[\s-]*(?:\d{1,2},\s*)?(\d{4})$/u.exec(said) ?? [];
  const after = /^\p{L}+\.?\s+(\d{1,2}),/u.exec(said)?.[1];
  const month = MONTHS.findIndex((names) => names.some((name) => word.toLowerCase().startsWith(name))) + 1;
  const day = before ?? after;
  return month === 0 || day === undefined || year === undefined ? null : dayOf(Number(year), month, Number(day));
}

function yearOf(text: string): number {
  if (text.length === 4) return Number(text);
  const latest = new Date().getUTCFullYear() + 20;
  const year = Math.floor(latest / 100) * 100 + Number(text);
  return year > latest ? year - 100 : year;
}

function dayOf(year: number, month: number, day: number): LocalDate | null {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return readLocalDate(text) === null ? null : text;
}
