import { useMemo } from 'react';
import { type Language, useWords } from '.';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** From so many units of a currency on, its smaller parts are no news. */
const LARGE = 100;

/** Money as the API gives it. */
export interface Amount {
  amount: string;
  currency: string;
}

/** How figures, money and times are written in the language that is shown. */
export function useFormat() {
  const { language, t } = useWords();
  return useMemo(() => formats(language, t), [language, t]);
}

function formats(language: Language, t: ReturnType<typeof useWords>['t']) {
  const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const seconds = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const figure = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const date = (at: Date) => (at.getFullYear() === new Date().getFullYear() ? day : dayOfYear).format(at);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const money = ({ amount, currency }: Amount) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: /\.0+$|^\d+$/.test(amount) ? 0 : undefined,
    }).format(Number(amount));
  const whole = ({ amount, currency }: Amount) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 }).format(Number(amount));
  return {
    /** A day of the week; 1 is Monday. */
    weekday: (day: number) => weekday.format(Date.UTC(2024, 0, day)), // 2024-01-01 was a Monday
    figure: (value: number) => figure.format(value),
    /** Money as the API gives it; whole sums without their cents. */
    money,
    /** Money in totals and columns, as {@link Sum} shows it: from a hundred on in whole units, whose parts nobody reads. */
    sum: (of: Amount) => (Math.abs(Number(of.amount)) < LARGE ? money(of) : whole(of)),
    /** A day: of an instant, or as YYYY-MM-DD. */
    day: (iso: string) => date(iso.length === 10 ? new Date(`${iso}T12:00`) : new Date(iso)),
    /** The day of an instant in a zone of its own, with its year. */
    dayAt: (iso: string, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(
        new Date(iso),
      ),
    /** A day and its hour; of today, the hour alone. */
    when: (iso: string) => {
      const at = new Date(iso);
      return at.toDateString() === new Date().toDateString()
        ? t('time.today', { time: clock.format(at) })
        : `${date(at)}, ${clock.format(at)}`;
    },
    second: (at: number) => seconds.format(at),
    /** How long ago, or how far off. */
    ago: (iso: string) => {
      const ms = Date.parse(iso) - Date.now();
      if (Math.abs(ms) < HOUR_MS) return ago.format(Math.round(ms / 60_000), 'minute');
      if (Math.abs(ms) < 2 * DAY_MS) return ago.format(Math.round(ms / HOUR_MS), 'hour');
      return ago.format(Math.round(ms / DAY_MS), 'day');
    },
    /** A span of time on the wall clock. */
    span: (ms: number) =>
      ms >= 2 * DAY_MS
        ? t('time.days', { count: Math.floor(ms / DAY_MS) })
        : ms >= HOUR_MS
          ? t('time.hours', { count: Math.floor(ms / HOUR_MS) })
          : t('time.minutes', { count: Math.max(0, Math.floor(ms / 60_000)) }),
    /** Working time that is left, or by which it is late. How long a working day is, the calendar knows, not we. */
    left: (ms: number) => {
      const late = ms < 0;
      const minutes = Math.floor(Math.abs(ms) / 60_000);
      const hours = Math.floor(minutes / 60);
      if (hours >= 1) return late ? t('time.hoursLate', { count: hours }) : t('time.hoursLeft', { count: hours });
      return late ? t('time.minutesLate', { count: minutes }) : t('time.minutesLeft', { count: minutes });
    },
  };
}
