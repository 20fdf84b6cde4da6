import type { FieldDefinition } from '../definition';
import { holds } from '../fields/condition';
import type { FieldDefinitions } from '../fields/condition-environment';
import { isCurrency } from '../fields/money';
import { epochDayOf, localDateAt } from '../time/local-date';
import type { Fields, FieldValue, Money } from '../types';
import { type Atom, anatomyOf } from './fragment';

/** By field: one value for every cell that conditions cut it into; null among them where it may be unset. */
export type Cells = Readonly<Record<string, readonly FieldValue[]>>;

/** The cells that these conditions make. Conditions outside the fragment make none. */
export function cellsOf(conditions: readonly string[], fields: FieldDefinitions): Cells {
  const byField = new Map<string, Atom[]>();
  for (const condition of new Set(conditions))
    for (const atom of anatomyOf(condition, fields).atoms ?? [])
      byField.set(atom.field, [...(byField.get(atom.field) ?? []), atom]);
  return Object.fromEntries(
    [...byField.keys()].flatMap((key) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      const linked = linkedTo(key, byField);
      return field
        ? [
            [
              key,
              valuesOf(
                field,
                linked.flatMap((one) => byField.get(one) ?? []),
                linked.length,
              ),
            ],
          ]
        : [];
    }),
  );
}

/** The fields that are compared with each other, directly or by way of others: the literals of one cut all of them. */
function linkedTo(key: string, byField: ReadonlyMap<string, readonly Atom[]>): string[] {
  const linked = new Set([key]);
  for (const one of linked) for (const { other } of byField.get(one) ?? []) if (other !== undefined) linked.add(other);
  return [...linked];
}

/** One value that is as good as any. */
export const anyValue = (field: FieldDefinition): FieldValue => values(field, [])[0] ?? null;

function valuesOf(field: FieldDefinition, atoms: readonly Atom[], points: number): readonly FieldValue[] {
  const found = values(field, atoms, points);
  return field.default === null ? [null, ...found] : found;
}

/** `points` in each cell, so that fields which are compared can be less, the same and more within it. */
function values(field: FieldDefinition, atoms: readonly Atom[], points = 1): FieldValue[] {
  const literals = atoms.filter((atom) => !atom.ofCurrency).flatMap((atom) => atom.literals);
  switch (field.type) {
    case 'boolean':
      return [true, false];
    case 'choice':
      return ofChoice(Object.keys(field.options), literals);
    case 'text':
      return unlike(texts(literals), points);
    case 'date':
      return around(texts(literals).map(epochDayOf), { whole: true, points }).map((day) => localDateAt(day));
    case 'money':
      return ofMoney(
        literals.filter(isMoney),
        atoms.filter(({ ofCurrency }) => ofCurrency).flatMap((atom) => texts(atom.literals)),
        points,
      );
    case 'percent':
      return around(numbers(literals), { least: 0, most: 100, points });
    case 'number':
      return around(numbers(literals), { points });
  }
}

/** Options that conditions name, and one for all others. */
function ofChoice(options: readonly string[], literals: readonly FieldValue[]): FieldValue[] {
  const other = options.find((option) => !literals.includes(option));
  return [...options.filter((option) => literals.includes(option)), ...(other === undefined ? [] : [other])];
}

/** Texts that conditions name, and so many others. */
function unlike(known: readonly string[], points: number): string[] {
  const others = Array.from({ length: points + known.length }, (_, i) => `something else${'!'.repeat(i)}`);
  return [...new Set(known), ...others.filter((text) => !known.includes(text)).slice(0, points)];
}

/** Amounts are compared within one currency; another one is of interest only where currencies are asked for. */
function ofMoney(literals: readonly Money[], named: readonly string[], points: number): Money[] {
  const currencies = new Set([...literals.map(({ currency }) => currency), ...named.filter(isCurrency)]);
  if (named.length > 0 || currencies.size === 0)
    currencies.add(['RUB', 'USD', 'EUR', ...SPARE].find((one) => !currencies.has(one)) ?? 'XTS');
  return [...currencies].flatMap((currency) =>
    around(
      literals.filter((one) => one.currency === currency).map(({ minor }) => minor),
      { least: 0, whole: true, points },
    ).map((minor) => ({ minor, currency })),
  );
}

const SPARE = ['CNY', 'GBP', 'KZT', 'TRY'];

interface Bounds {
  least?: number;
  most?: number;
  whole?: boolean;
  points?: number;
}

/** The literals, and values below, between and above them, as far as the bounds go. */
function around(
  literals: readonly number[],
  { least = -Infinity, most = Infinity, whole = false, points = 1 }: Bounds,
): number[] {
  const sorted = [...new Set(literals)].filter((one) => one >= least && one <= most).sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  const steps = Array.from({ length: points }, (_, i) => i + 1);
  if (first === undefined || last === undefined)
    return steps.map((step) => Math.min((whole ? AN_AMOUNT : 0) + step, most));
  const between = sorted.flatMap((low, i) => {
    const width = (sorted[i + 1] ?? low) - low;
    return [
      low,
      ...steps.map((step) => low + (width * step) / (points + 1)).map((one) => (whole ? Math.floor(one) : one)),
    ];
  });
  const below = steps.map((step) => (first - step >= least ? first - step : least + (first - least) / (step + 1)));
  const above = steps.map((step) => (last + step <= most ? last + step : last + (most - last) / (step + 1)));
  return [...below, ...between, ...above].filter(
    (value, i, all) => value >= least && value <= most && all.indexOf(value) === i,
  );
}

/** As days since 1970 a day to come, as minor units a round sum. */
const AN_AMOUNT = 21_000;

const texts = (literals: readonly FieldValue[]): string[] => literals.filter((one) => typeof one === 'string');
const numbers = (literals: readonly FieldValue[]): number[] => literals.filter((one) => typeof one === 'number');
const isMoney = (value: FieldValue): value is Money => typeof value === 'object' && value !== null;

/** More combinations than this are not tried one by one. */
export const MAX_COMBINATIONS = 4096;

/**
 * The cells that the conditions can really tell apart: of values with which each condition turns out the same, whatever the
 * other fields are, the first stands for all. `discount > 15` tells 15 and 14 not apart.
 */
export function toldApart(cells: Cells, conditions: readonly string[], fields: FieldDefinitions): Cells {
  return Object.fromEntries(
    Object.entries(cells).map(([key, values]) => {
      const seen = new Set<string>();
      const reading = conditions.filter((one) => anatomyOf(one, fields).atoms?.some(({ field }) => field === key));
      // What a field is when nobody has set it comes first, so that it stands for its own cell.
      const start = fields[key]?.default ?? null;
      const all = start === null ? values : [start, ...values];
      return [
        key,
        all.filter((value) => value === null || isNew(seen, outcomesOf(key, value, reading, cells, fields))),
      ];
    }),
  );
}

/** How conditions turn out with a value, beside every combination of the other fields; null where there are too many. */
function outcomesOf(
  key: string,
  value: FieldValue,
  reading: readonly string[],
  cells: Cells,
  fields: FieldDefinitions,
): string | null {
  const found = reading.map((condition) => {
    const others = (anatomyOf(condition, fields).atoms ?? [])
      .map(({ field }) => field)
      .filter((field) => field !== key);
    const rows = combinations(Object.fromEntries(others.map((field) => [field, cells[field] ?? []])), 64);
    return rows?.map((row) => (holds(condition, fields, { ...row, [key]: value }) ? 1 : 0)).join('') ?? null;
  });
  return found.includes(null) ? null : found.join(' ');
}

function isNew(seen: Set<string>, outcomes: string | null): boolean {
  if (outcomes === null) return true;
  const before = seen.size;
  return seen.add(outcomes).size > before;
}

/** Cells without "not set", of fields that are known to be set. */
export const without = (cells: Cells, set: ReadonlySet<string>): Cells =>
  Object.fromEntries(
    Object.entries(cells).map(([key, values]) => [key, set.has(key) ? values.filter((one) => one !== null) : values]),
  );

/** Every combination of cells; null where there are too many. */
export function combinations(cells: Cells, most = MAX_COMBINATIONS): Fields[] | null {
  const entries = Object.entries(cells);
  if (entries.reduce((product, [, values]) => product * values.length, 1) > most) return null;
  return entries.reduce<Fields[]>(
    (made, [key, values]) => made.flatMap((fields) => values.map((value) => ({ ...fields, [key]: value }))),
    [{}],
  );
}

/** Each value of each field once, beside the first of all others: what is tried where there are too many combinations. */
export function eachOnce(cells: Cells): Fields[] {
  const first = Object.fromEntries(Object.entries(cells).map(([key, [value = null]]) => [key, value]));
  const others = Object.entries(cells).flatMap(([key, values]) =>
    values.slice(1).map((value) => ({ ...first, [key]: value })),
  );
  return [first, ...others];
}
