import type { Money } from '../../process';
import { normalTaxNumber } from '../normal';
import { type CustomValues, checkCustom } from './custom-fields';
import type { Address, Membership, Parts, Point, Requisites } from './parts';
import type { CardSetup } from './setup';
import { taxNumberProblem } from './tax-number';
import type { CardWrite, Held } from './write-card';

/** What somebody sends of a card: absent stays as it is, null empties. Words by the names of the fields over HTTP. */
export interface CardInput {
  words: Readonly<Record<string, string | number | readonly string[] | null | undefined>>;
  annualRevenue?: Money | null;
  custom?: Readonly<Record<string, unknown>>;
  points?: readonly Point[];
  addresses?: readonly Address[];
  requisites?: readonly Requisites[];
  properties?: Readonly<Record<string, string | null>>;
  categories?: readonly string[];
  accounts?: readonly Membership[];
  /** The first phone, e-mail address and site, for who knows no lists. */
  first?: CardWrite['first'];
}

export interface Fault {
  path: string;
  message: string;
}

/** Fields whose value is a key of a catalogue. */
const PICKED = [
  ['relationshipStage', 'relationship-stage'],
  ['importance', 'importance'],
  ['category', 'account-category'],
] as const;

type Row = Readonly<Record<string, unknown>>;

/**
 * Holds what somebody sends against what is set up, and finds all faults at once. `before` is the card as it is, and is absent for
 * a new one. A value that the card has already is taken, though it was retired since.
 */
export function checkCard(setup: CardSetup, given: CardInput, before?: Held): { write: CardWrite; faults: Fault[] } {
  const held = before && ((before.row.custom ?? {}) as CustomValues);
  const custom = checkCustom(setup.custom, given.custom ?? {}, held);
  const faults = [
    ...pickedFaults(setup, given, before?.row),
    ...roleFaults(setup, given, before?.parts),
    ...markFaults(setup, given, before?.parts),
    ...taxFaults(given, before?.row),
    ...requiredFaults(setup, given, before),
    ...custom.errors,
  ];
  const { points, addresses, requisites, properties, categories, accounts } = given;
  const parts = defined({ points, addresses, requisites, properties, categories, accounts });
  const columns = { ...columnsOf(given), ...((given.custom ?? !before) && { custom: custom.values }) };
  return { write: { columns, parts, ...(given.first && { first: given.first }) }, faults };
}

const defined = <T extends object>(all: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;

/** `legalName` is the column `legal_name`. */
export const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function columnsOf({ words, annualRevenue }: CardInput): Record<string, unknown> {
  const columns = Object.fromEntries(Object.entries(defined(words)).map(([name, value]) => [columnOf(name), value]));
  if (typeof words.taxNumber === 'string') columns.tax_number = normalTaxNumber(words.taxNumber) ?? words.taxNumber;
  if (annualRevenue === undefined) return columns;
  return { ...columns, annual_revenue_minor: annualRevenue?.minor ?? null, currency: annualRevenue?.currency ?? null };
}

const oneOf = (keys: readonly string[]): string => `Must be one of: ${keys.join(', ')}`;

function pickedFaults({ catalogues }: CardSetup, { words }: CardInput, before: Row = {}): Fault[] {
  return PICKED.flatMap(([field, catalogue]) => {
    const value = words[field];
    const keys = catalogues[catalogue] ?? [];
    if (typeof value !== 'string' || keys.includes(value) || before[columnOf(field)] === value) return [];
    return [{ path: `body.${field}`, message: oneOf(keys) }];
  });
}

function roleFaults({ catalogues }: CardSetup, { accounts = [] }: CardInput, before?: Parts): Fault[] {
  const roles = catalogues['decision-role'] ?? [];
  const had = new Set(before?.accounts.map((one) => one.decisionRole));
  return accounts.flatMap(({ decisionRole }, n) => {
    if (decisionRole === null || roles.includes(decisionRole) || had.has(decisionRole)) return [];
    return [{ path: `body.accounts.${n}.decisionRole`, message: oneOf(roles) }];
  });
}

function markFaults(setup: CardSetup, { properties = {}, categories = [] }: CardInput, before?: Parts): Fault[] {
  const faults = Object.entries(properties).flatMap(([key, value]): Fault[] => {
    const path = `body.properties.${key}`;
    if (value === null || before?.properties[key] === value) return [];
    const options = Object.hasOwn(setup.properties, key) ? setup.properties[key] : undefined;
    if (!options) return [{ path, message: 'There is no such property' }];
    return options.includes(value) ? [] : [{ path, message: oneOf(options) }];
  });
  const unknown = categories.flatMap((key, n): Fault[] => {
    const known = setup.categories.includes(key) || before?.categories.includes(key);
    return known ? [] : [{ path: `body.categories.${n}`, message: 'There is no such category' }];
  });
  return [...faults, ...unknown];
}

/** The number is held against its country whenever either of them changes. */
function taxFaults({ words }: CardInput, before: Row = {}): Fault[] {
  if (words.taxNumber === undefined && words.country === undefined) return [];
  const pick = (field: string) =>
    (words[field] === undefined ? before[columnOf(field)] : words[field]) as string | null;
  const taxNumber = pick('taxNumber');
  const message = taxNumberProblem(taxNumber && (normalTaxNumber(taxNumber) ?? taxNumber), pick('country'));
  return message === null ? [] : [{ path: 'body.taxNumber', message }];
}

/** A new card has what is required; a change may not empty it. */
function requiredFaults({ required }: CardSetup, given: CardInput, before?: Held): Fault[] {
  return required
    .filter((field) => {
      const said = saidOf(given, field);
      return before ? said === 'emptied' : said !== 'given';
    })
    .map((field) => ({ path: `body.${field}`, message: 'Required' }));
}

const KINDS = { email: 'e-mail', phone: 'phone', website: 'site' } as const;

function saidOf(given: CardInput, field: string): 'given' | 'emptied' | 'nothing' {
  const told = (value: unknown) => {
    if (value === undefined) return 'nothing';
    return value === null || (Array.isArray(value) && value.length === 0) ? 'emptied' : 'given';
  };
  if (field in KINDS) {
    const kind = KINDS[field as keyof typeof KINDS];
    if (given.points?.some((one) => one.kind === kind)) return 'given';
    const first = told(given.first?.[kind]);
    return first === 'nothing' && given.points ? 'emptied' : first;
  }
  if (field === 'decisionRole')
    return given.accounts ? told(given.accounts.find((one) => one.decisionRole)?.id ?? null) : 'nothing';
  const parts = given as unknown as Record<string, unknown>;
  return told(field in parts && field !== 'words' ? parts[field] : given.words[field]);
}
