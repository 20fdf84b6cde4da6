import { minorDigits, parseMoney } from '../../../process/fields/money';
import type { Value } from './checked';
import type { ListField } from './fields';
import { type FilterFault, type Found, oneOf } from './findings';
import type { Literal } from './tree';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  да: true,
  false: false,
  no: false,
  нет: false,
};

/** A literal as a value of a field's type. null: it is none, which is found. */
export function valueFor(field: ListField, literal: Literal, found: Found[]): Value | null {
  const wrong = (code: FilterFault, en: string, ru: string): null => {
    found.push({ code, from: literal.from, to: literal.to, message: { en, ru } });
    return null;
  };
  switch (field.type) {
    case 'text':
    case 'texts':
      return textual(literal, wrong);
    case 'ref':
    case 'refs':
    case 'person':
      return named(field, literal, wrong);
    case 'choice':
      return option(field, literal, wrong);
    case 'number':
      return numeric(literal, wrong);
    case 'money':
      return monetary(literal, wrong);
    case 'flag':
      return flag(literal, wrong);
    case 'date':
    case 'time':
      if (literal.as === 'span') return { as: 'span', span: literal.span };
      return wrong(
        'ValueUnfit',
        'Expected a day or time: 2026-01-31, today, this week, -30d, -6 months.',
        'Здесь ожидается дата или время: 2026-01-31, today, this week, -30d, -6 months.',
      );
  }
}

type Wrong = (code: FilterFault, en: string, ru: string) => null;

function textual(literal: Literal, wrong: Wrong): Value | null {
  if (literal.as === 'number') return { as: 'text', text: literal.text };
  if (literal.as !== 'text')
    return wrong('ValueUnfit', 'Expected text: put it into quotes.', 'Здесь ожидается текст: поставьте его в кавычки.');
  if (literal.text.trim() !== '') return { as: 'text', text: literal.text };
  return wrong('EmptyText', 'Empty text is asked for with: is empty.', 'Пустое значение спрашивается так: is empty.');
}

function named({ type }: ListField, literal: Literal, wrong: Wrong): Value | null {
  if (type === 'person' && (literal.as === 'me' || literal.as === 'my team')) return { as: literal.as };
  if (literal.as === 'text' && UUID.test(literal.text)) return { as: 'id', id: literal.text.toLowerCase() };
  if (literal.as === 'text') return textual(literal, wrong);
  if (type === 'person')
    return wrong(
      'ValueUnfit',
      'Expected me, my team, or a name in quotes.',
      'Здесь ожидается me, my team или имя в кавычках.',
    );
  return wrong('ValueUnfit', 'Expected a name in quotes, or an id.', 'Здесь ожидается имя в кавычках или id.');
}

/** By its key, or by its name in either language. */
function option({ options = {}, open }: ListField, literal: Literal, wrong: Wrong): Value | null {
  const said = literal.as === 'text' || literal.as === 'number' ? literal.text.toLowerCase() : null;
  const fitting = Object.entries(options).find(([key, { en, ru }]) =>
    [key, en, ru].some((name) => name.toLowerCase() === said),
  );
  if (fitting) return { as: 'text', text: fitting[0] };
  if (open && literal.as === 'text') return textual(literal, wrong);
  const keys = Object.keys(options);
  return wrong(
    'OptionUnknown',
    `Expected one of ${oneOf(keys, 'en')}.`,
    `Здесь ожидается одно из ${oneOf(keys, 'ru')}.`,
  );
}

/** A value and what else it may stand as: an option that is open to other texts is kept by its key, or as somebody typed it. */
export function alike({ type, options, open }: ListField, value: Value): Value[] {
  if (value.as !== 'text' || !options || (type === 'choice' && !open)) return [value];
  const said = value.text.toLowerCase();
  const [key, name] =
    Object.entries(options).find(([key, { en, ru }]) => [key, en, ru].some((one) => one.toLowerCase() === said)) ?? [];
  const texts = key === undefined || name === undefined ? [] : [key, name.en, name.ru];
  return [...new Set([value.text, ...texts])].map((text) => ({ as: 'text', text }));
}

function numeric(literal: Literal, wrong: Wrong): Value | null {
  const number = literal.as === 'number' ? Number(literal.text) : Number.NaN;
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return { as: 'number', number };
  return wrong('ValueUnfit', 'Expected a number, such as 100 or 2.5.', 'Здесь ожидается число: 100 или 2.5.');
}

function monetary(literal: Literal, wrong: Wrong): Value | null {
  if (literal.as === 'number')
    return wrong('CurrencyMissing', `Say the currency: ${literal.text} USD.`, `Укажите валюту: ${literal.text} RUB.`);
  if (literal.as !== 'money')
    return wrong(
      'ValueUnfit',
      'Expected an amount and its currency: 1000 USD.',
      'Здесь ожидаются сумма и валюта: 1000 RUB.',
    );
  const { text, currency } = literal;
  const money = parseMoney(text.replace(/^\+/, ''), currency);
  if (money) return { as: 'money', money };
  const digits = minorDigits(currency);
  const en = `An amount in ${currency} has at most ${digits} digits after the point, and 16 before it.`;
  return wrong('AmountUnfit', en, `У суммы в ${currency} не больше ${digits} знаков после точки и 16 до неё.`);
}

function flag(literal: Literal, wrong: Wrong): Value | null {
  const word = literal.as === 'text' ? literal.text.toLowerCase() : '';
  if (Object.hasOwn(FLAGS, word)) return { as: 'flag', on: FLAGS[word] as boolean };
  return wrong('ValueUnfit', 'Expected yes or no.', 'Здесь ожидается yes или no.');
}
