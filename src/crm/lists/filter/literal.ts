import { complain, isWord, peek, type Reading, skip } from './reading';
import type { Token } from './tokens';
import type { Literal, Span, Unit } from './tree';

const SPELLINGS: Readonly<Record<Unit, readonly string[]>> = {
  hour: ['h', 'hour', 'hours'],
  day: ['d', 'day', 'days'],
  week: ['w', 'week', 'weeks'],
  month: ['m', 'month', 'months'],
  quarter: ['q', 'quarter', 'quarters'],
  year: ['y', 'year', 'years'],
};
const UNITS: ReadonlyMap<string, Unit> = new Map(
  Object.entries(SPELLINGS).flatMap(([unit, words]) => words.map((word) => [word, unit as Unit] as const)),
);
const SHIFTS: ReadonlyMap<string, number> = new Map([
  ['last', -1],
  ['previous', -1],
  ['this', 0],
  ['next', 1],
]);
const DAYS: ReadonlyMap<string, number> = new Map([
  ['yesterday', -1],
  ['today', 0],
  ['tomorrow', 1],
]);

/** Farther than anybody plans; every calendar and table has such a year. */
const MOST_AWAY = 5000;

/** Reads one value. null: there is none; it is found, and the condition is left. */
export function literal(reading: Reading): Literal | null {
  const token = peek(reading);
  const { from, to, text } = token;
  reading.next++;
  if (token.is === 'quoted') return { as: 'text', text, quoted: true, from, to };
  if (token.is === 'id') return { as: 'text', text: text.toLowerCase(), quoted: true, from, to };
  if (token.is === 'moment') return moment(reading, token);
  if (token.is === 'number') return counted(reading, token);
  if (token.is === 'word') return worded(reading, token);
  reading.next--;
  complain(
    reading,
    'ValueExpected',
    token,
    'Expected a value: "text", 5, 100 USD, 2026-01-31, today, -30d, me.',
    'Здесь ожидается значение: "текст", 5, 100 USD, 2026-01-31, today, -30d, me.',
  );
  skip(reading);
  return null;
}

function moment(reading: Reading, { text, from, to }: Token): Literal | null {
  const ms = Date.parse(text.length === 10 || /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  if (
    Number.isNaN(ms) ||
    !new Date(Date.parse(`${text.slice(0, 10)}T00:00Z`)).toISOString().startsWith(text.slice(0, 10))
  ) {
    complain(reading, 'DayUnknown', { from, to }, `There is no ${text}.`, `Даты ${text} не бывает.`);
    return null;
  }
  const span: Span = text.length === 10 ? { as: 'day', day: text } : { as: 'instant', ms };
  return { as: 'span', span, text, from, to };
}

/** A number: plain, of a currency (100 USD), or of units from now (-30d, +2 weeks). */
function counted(reading: Reading, { text, from, to }: Token): Literal | null {
  const after = peek(reading);
  if (after.is === 'word' && /^[A-Z]{3}$/.test(after.text)) {
    reading.next++;
    return { as: 'money', text, currency: after.text, from, to: after.to };
  }
  const unit = after.is === 'word' ? UNITS.get(after.text.toLowerCase()) : undefined;
  if (unit === undefined) return { as: 'number', text, from, to };
  reading.next++;
  const count = Number(text);
  if (!Number.isInteger(count) || Math.abs(count) > MOST_AWAY) {
    complain(
      reading,
      'ValueUnfit',
      { from, to },
      `Count in whole units, at most ${MOST_AWAY}.`,
      `Считайте целыми единицами, не больше ${MOST_AWAY}.`,
    );
    return null;
  }
  return { as: 'span', span: { as: 'away', count, unit }, text: `${text} ${unit}s`, from, to: after.to };
}

function worded(reading: Reading, { text, from, to }: Token): Literal {
  const word = text.toLowerCase();
  if (word === 'me') return { as: 'me', from, to };
  if (word === 'my' && isWord(reading, 'team')) {
    const end = peek(reading).to;
    reading.next++;
    return { as: 'my team', from, to: end };
  }
  const day = DAYS.get(word);
  if (day !== undefined) return { as: 'span', span: { as: 'whole', shift: day, unit: 'day' }, text: word, from, to };
  const shift = SHIFTS.get(word);
  const after = peek(reading);
  const unit = after.is === 'word' ? UNITS.get(after.text.toLowerCase()) : undefined;
  if (shift === undefined || unit === undefined) return { as: 'text', text, quoted: false, from, to };
  reading.next++;
  return { as: 'span', span: { as: 'whole', shift, unit }, text: `${word} ${unit}`, from, to: after.to };
}
