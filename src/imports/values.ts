import { normalEmail, normalPhone } from '../crm';
import type { Money } from '../process';
import { readDay, readMoment, type SaidMoment } from './days';
import { plainNumber, readMoney } from './numbers';
import type { ImportPlan } from './plan';
import type { CellType } from './targets';

/** What a cell says, once it is known what it is. Several phones or addresses in a cell are a list. */
export type Value = string | number | Money | SaidMoment | readonly string[];

/** Why a cell is not what its column is. */
export type CellProblem =
  | 'NumberUnreadable'
  | 'ValueUnreadable'
  | 'DateUnreadable'
  | 'MailUnreadable'
  | 'PhoneUnreadable'
  | 'LanguageUnreadable'
  | 'TextTooLong';

export type CellRead = { value: Value } | { problem: CellProblem };

type Reading = Pick<ImportPlan, 'dates' | 'decimal' | 'currency' | 'amountsIn' | 'country'>;

const TEXT = 300;
const LONG = 10_000;
const LIST = 20;

/** Reads a cell that is not empty. Values in, values out. */
export function readCell(type: CellType, text: string, plan: Reading): CellRead {
  switch (type) {
    case 'text':
    case 'name':
    case 'country':
      return text.length > TEXT ? { problem: 'TextTooLong' } : { value: text.replace(/\s+/g, ' ') };
    case 'long':
      return text.length > LONG ? { problem: 'TextTooLong' } : { value: text };
    case 'number':
      return counted(text, plan, 2_147_483_647);
    case 'percent':
      return counted(text.replace(/%$/, ''), plan, 100);
    case 'money':
      return orProblem(readMoney(text, plan), 'ValueUnreadable');
    case 'date':
      return orProblem(readDay(text.replace(/[\sT]+00:00(:00)?$/, ''), plan.dates), 'DateUnreadable');
    case 'moment':
      return orProblem(readMoment(text, plan.dates), 'DateUnreadable');
    case 'email':
      return several(text, /[;,\s]+/, (one) => normalEmail(one) !== null, 'MailUnreadable');
    case 'phone':
      return several(
        text,
        /[;\n|]+|,(?=\s*[+\d(])/,
        (one) => normalPhone(one, plan.country) !== null,
        'PhoneUnreadable',
      );
    case 'list':
      return {
        value: [
          ...new Set(
            text
              .split(/[;,\n|]+/)
              .map((one) => one.trim())
              .filter(Boolean),
          ),
        ].slice(0, LIST),
      };
    case 'language':
      return orProblem(languageOf(text), 'LanguageUnreadable');
  }
}

const orProblem = (value: Value | null, problem: CellProblem): CellRead => (value === null ? { problem } : { value });

function counted(text: string, { decimal }: Reading, most: number): CellRead {
  const number = Number(plainNumber(text, decimal) ?? Number.NaN);
  return Number.isNaN(number) || Math.abs(number) > most ? { problem: 'NumberUnreadable' } : { value: number };
}

function several(text: string, between: RegExp, isOne: (text: string) => boolean, problem: CellProblem): CellRead {
  const all = text
    .split(between)
    .map((one) => one.trim())
    .filter(Boolean);
  const good = [...new Set(all.filter(isOne))].slice(0, LIST);
  return good.length === 0 || good.length < all.length
    ? isOne(text)
      ? { value: [text] }
      : { problem }
    : { value: good };
}

const LANGUAGES: Readonly<Record<string, string>> = {
  russian: 'ru',
  русский: 'ru',
  рус: 'ru',
  english: 'en',
  английский: 'en',
  англ: 'en',
  german: 'de',
  немецкий: 'de',
  french: 'fr',
  французский: 'fr',
  spanish: 'es',
  испанский: 'es',
};

function languageOf(text: string): string | null {
  const word = text.toLowerCase().replace(/[-_][a-z]+$/, '');
  return LANGUAGES[word] ?? (/^[a-z]{2}$/.test(word) ? word : null);
}
