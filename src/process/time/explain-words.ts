import type { Instant, LocalDate, Text } from '../types';
import { type Calendar, MINUTE_MS, offsetMsAt } from './calendar';
import type { Explanation, Pause, Way } from './explain';
import type { ExplainedSpan } from './fold';
import { type EpochDay, epochDayOf, localDateAt, weekdayOf } from './local-date';

/** The lines of an explanation, in both languages, in the order in which they add up. Times are those of the calendar's zone. */
export function explanationLines(explanation: Explanation, calendar: Calendar): Text[] {
  const { way, start, zone, spentMs, limitMs, date, spans, pauses, sumMs, due } = explanation;
  const at = (instant: Instant) => showInstant(calendar, instant);
  const lines: Text[] = [both(WAYS[way])];
  const say = (en: string, ru: string) => lines.push({ en, ru });
  say(`Counted from ${at(start).en} (${zone}).`, `Отсчёт с ${at(start).ru} (${zone}).`);
  if (date !== null) say(`The date is ${showDate(date).en}.`, `Дата: ${showDate(date).ru}.`);
  if (limitMs !== null) say(`The limit is ${showMs(limitMs).en}.`, `Срок: ${showMs(limitMs).ru}.`);
  for (const pause of pauses) lines.push(pauseLine(pause, at));
  if (spentMs > 0) say(`Used up before that: ${showMs(spentMs).en}.`, `Израсходовано до этого: ${showMs(spentMs).ru}.`);
  for (const span of spans) lines.push(spanLine(span, calendar));
  if (limitMs !== null) say(`In all: ${showMs(sumMs).en}.`, `Итого: ${showMs(sumMs).ru}.`);
  say(`So it is ${at(due).en}.`, `Получается ${at(due).ru}.`);
  return lines;
}

const WAYS: Readonly<Record<Way, readonly [en: string, ru: string]>> = {
  'working time': ['It runs in working time.', 'Идёт рабочее время.'],
  'calendar time': ['It runs around the clock.', 'Время идёт круглосуточно.'],
  'end of date': ['It ends with the day of the date.', 'Срок кончается вместе с днём этой даты.'],
  'working days before date': [
    'It ends at the close of business so many working days before the date.',
    'Срок кончается с концом рабочего дня за столько рабочих дней до даты.',
  ],
  'working time before date': [
    'It ends so much working time before the end of the date.',
    'Срок кончается за столько рабочего времени до конца этой даты.',
  ],
  'calendar time before date': [
    'It ends so much time before the end of the date.',
    'Срок кончается за столько времени до конца этой даты.',
  ],
  'by hand': ['Somebody set it by hand.', 'Срок назначен вручную.'],
  wait: ['A wait ends then.', 'Тогда кончается ожидание.'],
};

const both = ([en, ru]: readonly [string, string]): Text => ({ en, ru });

function pauseLine({ from, to, reason }: Pause, at: (instant: Instant) => Text): Text {
  const end = to === null ? null : at(to);
  return {
    en: `It stood still from ${at(from).en} ${end ? `to ${end.en}` : 'on'}: ${reason}.`,
    ru: `Отсчёт стоял с ${at(from).ru}${end ? ` по ${end.ru}` : ''}: ${reason}.`,
  };
}

function spanLine({ from, to, countsMs, days, exceptions = [] }: ExplainedSpan, calendar: Calendar): Text {
  const named = exceptions.map((date) => dayName(date, calendar));
  const list = (language: keyof Text) => named.map((one) => one[language]).join('; ');
  if (days === 0) return { en: `Off: ${list('en')}.`, ru: `Нерабочие дни: ${list('ru')}.` };
  const [begin, end] = [showInstant(calendar, from), showInstant(calendar, to)];
  const counts = showMs(countsMs);
  const note = (language: keyof Text) => (named.length > 0 ? ` (${list(language)})` : '');
  const many = days !== undefined && days > 1;
  return {
    en: `${begin.en} to ${end.en}: ${counts.en}${many ? ` on ${days} days` : ''}${note('en')}.`,
    ru: `${begin.ru} – ${end.ru}: ${counts.ru}${many ? `, рабочих дней: ${days}` : ''}${note('ru')}.`,
  };
}

/** A day that is not like its weekday: its date, its name where it has one, and how it differs. */
function dayName(date: LocalDate, { names, exceptions }: Calendar): Text {
  const hours = exceptions[date] ?? [];
  const how: Text = hours.length === 0 ? { en: 'closed', ru: 'выходной' } : { en: 'other hours', ru: 'другие часы' };
  const name = names?.[date];
  const [shown, words] = [showDate(date), name ?? how];
  return { en: `${shown.en} ${words.en}`, ru: `${shown.ru} ${words.ru}` };
}

const WEEKDAYS: Readonly<Record<keyof Text, readonly string[]>> = {
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  ru: ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'],
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const showDate = (date: LocalDate): Text => showDay(epochDayOf(date));

function showDay(day: EpochDay): Text {
  const [year, month, dayOfMonth] = localDateAt(day).split('-');
  return {
    en: `${WEEKDAYS.en[weekdayOf(day)]} ${Number(dayOfMonth)} ${MONTHS[Number(month) - 1]} ${year}`,
    ru: `${WEEKDAYS.ru[weekdayOf(day)]} ${dayOfMonth}.${month}.${year}`,
  };
}

const DAY_MINUTES = 24 * 60;

/** To the minute, as the calendar's wall clock shows it; the last millisecond of a day shows as 23:59. */
export function showInstant(calendar: Calendar, at: Instant): Text {
  const minutes = Math.floor((at + offsetMsAt(calendar, at)) / MINUTE_MS);
  const day = showDay(Math.floor(minutes / DAY_MINUTES));
  const minute = ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  const time = [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, '0')).join(':');
  return { en: `${day.en} ${time}`, ru: `${day.ru} ${time}` };
}

/** Hours and minutes; what is less than a minute is rounded. */
export function showMs(ms: number): Text {
  const minutes = Math.round(ms / MINUTE_MS);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = (hour: string, minute: string) =>
    [hours > 0 || rest === 0 ? `${hours} ${hour}` : '', rest > 0 ? `${rest} ${minute}` : ''].filter(Boolean).join(' ');
  return { en: parts('h', 'min'), ru: parts('ч', 'мин') };
}
