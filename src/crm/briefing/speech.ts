import type { Instant, LocalDate, Money, Text } from '../../process';
import { formatMoney } from '../../process/fields/money';

export type Language = 'en' | 'ru';

/** Whom a briefing is written for. */
export interface Reader {
  name: string;
  language: Language;
  /** IANA: the times on it are the reader's. */
  zone: string;
}

/** How things are said to a reader. */
export interface Speech {
  text: (text: Text) => string;
  at: (at: Instant) => string;
  day: (day: LocalDate) => string;
  dayOf: (at: Instant) => string;
  money: (money: Money) => string;
}

export function speechFor({ language, zone }: Reader): Speech {
  const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  const own = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: zone });
  const calendar = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return {
    text: (text) => text[language],
    at: (at) => moment.format(at),
    dayOf: (at) => own.format(at),
    day: (day) => calendar.format(Date.parse(day)),
    money: (money) => `${grouped(formatMoney(money), language)} ${money.currency}`,
  };
}

/** `12500.00` as people write it: no number on the way, so that no digit is lost. */
function grouped(decimal: string, language: Language): string {
  const [whole = '', part] = decimal.split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, language === 'ru' ? '\u00a0' : ',');
  return part === undefined ? digits : `${digits}${language === 'ru' ? ',' : '.'}${part}`;
}

const UNRULY = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;
const MOST = 240;

/**
 * Somebody's words as one line: line ends, control characters and those that turn the direction of writing become blanks, so that
 * no name can look like something else than itself; what is longer than a line or two is cut.
 */
export function oneLine(words: string): string {
  const line = words.replace(UNRULY, ' ').trim();
  const characters = [...line];
  return characters.length <= MOST ? line : `${characters.slice(0, MOST - 1).join('')}…`;
}
