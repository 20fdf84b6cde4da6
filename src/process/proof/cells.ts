import { evaluate } from '../fields/condition';
import type { FieldDefinitions } from '../fields/condition-environment';
import { isCurrency } from '../fields/money';
import { epochDayOf, localDateAt } from '../time/local-date';
import type { FieldDefinition } from '../definition';
import type { Fields, FieldValue, Money } from '../types';
import { type Atom, anatomyOf } from './fragment';

/** By field: one value for every cell that conditions cut it into; null among them where it may be unset. */
export type Cells = Readonly<Record<string, readonly FieldValue[]>>;

/** The cells that these conditions make. Conditions outside the fragment add what they hold inside none. */
export function cellsOf(conditions: readonly string[], fields: FieldDefinitions): Cells {
  const byField = new Map<string, Atom[]>();
  for (const condition of new Set(conditions))
    for (const atom of anatomyOf(condition, fields).atoms ?? [])
      byField.set(atom.field, [...(byField.get(atom.field) ?? []), atom]);
  return Object.fromEntries(
    [...byField].flatMap(([key, atoms]) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      return field ? [[key, valuesOf(field, atoms)]] : [];
    }),
  );
}

/** One value that is as good as any. */
export const anyValue = (field: FieldDefinition): FieldValue => values(field, [])[0] ?? null;

function valuesOf(field: FieldDefinition, atoms: readonly Atom[]): readonly FieldValue[] {
  const found = values(field, atoms);
  return field.default === null ? [null, ...found] : found;
}

function values(field: FieldDefinition, atoms: readonly Atom[]): FieldValue[] {
  const literals = atoms.filter((atom) => !atom.ofCurrency).flatMap((atom) => atom.literals);
  switch (field.type) {
    case 'boolean':
      return [true, false];
    case 'choice':
      return ofChoice(Object.keys(field.options), literals);
    case 'text':
      return [...texts(literals), unlike(texts(literals))];
    case 'date':
      return around(texts(literals).map(epochDayOf), { whole: true }).map((day) => localDateAt(day));
    case 'money':
      return ofMoney(
        literals.filter(isMoney),
        atoms.filter(({ ofCurrency }) => ofCurrency).flatMap((atom) => texts(atom.literals)),
      );
    case 'percent':
      return around(numbers(literals), { least: 0, most: 100 });
    case 'number':
      return around(numbers(literals), {});
  }
}

/** Options that conditions name, and one for all others. */
function ofChoice(options: readonly string[], literals: readonly FieldValue[]): FieldValue[] {
  const other = options.find((option) => !literals.includes(option));
  return [...options.filter((option) => literals.includes(option)), ...(other === undefined ? [] : [other])];
}

function unlike(known: readonly string[]): string {
  let text = 'something else';
  while (known.includes(text)) text += '!';
  return text;
}

/** Amounts are compared within one currency; another one is of interest only where currencies are asked for. */
function ofMoney(literals: readonly Money[], named: readonly string[]): Money[] {
  const currencies = new Set([...literals.map(({ currency }) => currency), ...named.filter(isCurrency)]);
  if (named.length > 0 || currencies.size === 0)
    currencies.add(['RUB', 'USD', 'EUR', ...SPARE].find((one) => !currencies.has(one)) ?? 'XTS');
  return [...currencies].flatMap((currency) =>
    around(
      literals.filter((one) => one.currency === currency).map(({ minor }) => minor),
      { least: 0, whole: true },
    ).map((minor) => ({ minor, currency })),
  );
}

const SPARE = ['CNY', 'GBP', 'KZT', 'TRY'];

interface Bounds {
  least?: number;
  most?: number;
  whole?: boolean;
}

/** The literals, and a value below, between and above them, as far as the bounds go. */
function around(literals: readonly number[], { least = -Infinity, most = Infinity, whole = false }: Bounds): number[] {
  const sorted = [...new Set(literals)].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [whole ? AN_AMOUNT : Math.min(1, most)];
  const between = sorted.flatMap((low, i) => {
    const high = sorted[i + 1];
    const middle = high === undefined ? low : whole ? Math.floor((low + high) / 2) : (low + high) / 2;
    return middle > low ? [low, middle] : [low];
  });
  return [first - 1 >= least ? first - 1 : least, ...between, last + 1 <= most ? last + 1 : most]
    .filter((value, i, all) => value >= least && value <= most && all.indexOf(value) === i)
    .filter(Number.isFinite);
}

/** As days since 1970 a day to come, as minor units a round sum. */
const AN_AMOUNT = 21_000;

const texts = (literals: readonly FieldValue[]): string[] => literals.filter((one) => typeof one === 'string');
const numbers = (literals: readonly FieldValue[]): number[] => literals.filter((one) => typeof one === 'number');
const isMoney = (value: FieldValue): value is Money => typeof value === 'object' && value !== null;

/** More combinations than this are not tried one by one. */
export const MAX_COMBINATIONS = 4096;

/** Every combination of cells; null where there are too many. */
export function combinations(cells: Cells, most = MAX_COMBINATIONS): Fields[] | null {
  const entries = Object.entries(cells);
  if (entries.reduce((product, [, values]) => product * values.length, 1) > most) return null;
  return entries.reduce<Fields[]>(
    (made, [key, values]) => made.flatMap((fields) => values.map((value) => ({ ...fields, [key]: value }))),
    [{}],
  );
}

/** Whether a condition holds; one that cannot be evaluated does not, as in the engine. */
export const holds = (condition: string, fields: FieldDefinitions, values: Fields): boolean =>
  evaluate(condition, fields, values).holds === true;
