import { customValue, normalTaxNumber } from '../../../src/crm';
import type { Value } from '../../../src/imports';
import type { Money } from '../../../src/process';
import type { Catalogues, FileBatch } from './batch';
import type { RowValues } from './read-row';

/** Columns of a table, as their JSON. */
export type Columns = Record<string, unknown>;

/** Fields that are a column of the same name, in small letters with underscores. */
const PLAIN = {
  account: [
    'name',
    'legalName',
    'industry',
    'region',
    'country',
    'foundedYear',
    'employees',
    'website',
    'activities',
    'notes',
  ],
  contact: ['name', 'language', 'birthDate', 'notes'],
  lead: [
    'topic',
    'personName',
    'organisation',
    'post',
    'need',
    'plans',
    'industry',
    'source',
    'campaign',
    'country',
    'region',
    'line',
    'language',
    'estimatePct',
  ],
} as const;
export type CardEntity = keyof typeof PLAIN;

/** Fields whose value is picked from a catalogue; those that are strict take nothing else. */
const PICKED: Readonly<Record<string, { catalogue: string; strict: boolean }>> = {
  industry: { catalogue: 'industry', strict: false },
  region: { catalogue: 'region', strict: false },
  relationshipStage: { catalogue: 'relationship-stage', strict: true },
  importance: { catalogue: 'importance', strict: true },
  category: { catalogue: 'account-category', strict: true },
};

const snake = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The columns that a row says something of. Ids of others it names, phones and addresses are read elsewhere. */
export function columnsOf(entity: CardEntity, row: RowValues, batch: FileBatch, current: Columns | null): Columns {
  const columns: Columns = {};
  for (const field of PLAIN[entity]) put(row, columns, field, snake(field), batch.catalogues);
  if (entity === 'account') {
    for (const field of ['relationshipStage', 'importance', 'category'])
      put(row, columns, field, snake(field), batch.catalogues);
    const tax = row.values.get('taxNumber');
    if (typeof tax === 'string') columns.tax_number = normalTaxNumber(tax) ?? tax;
    putMoney(row, columns, 'annualRevenue', 'annual_revenue_minor', 'currency');
  }
  if (entity === 'contact') putFirst(row, columns);
  if (entity === 'lead') {
    putAll(row, columns);
    putMoney(row, columns, 'annualRevenue', 'annual_revenue_minor', 'revenue_currency');
    putMoney(row, columns, 'estimate', 'estimate_minor', 'estimate_currency');
  }
  if (batch.plan.emptyClears) clear(entity, row, columns);
  const custom = customOf(row, batch, (current?.custom ?? {}) as Columns);
  if (custom) columns.custom = custom;
  return columns;
}

function put(row: RowValues, columns: Columns, field: string, column: string, catalogues: Catalogues): void {
  const value = row.values.get(field);
  if (value === undefined) return;
  const picked = PICKED[field];
  if (!picked) {
    columns[column] = value;
    return;
  }
  const key = catalogues.get(picked.catalogue)?.get(String(value).toLowerCase());
  if (key !== undefined || !picked.strict) columns[column] = key ?? value;
  else row.notes.push({ code: 'ValueUnknown', field, value: String(value), done: 'left empty' });
}

function putMoney({ values }: RowValues, columns: Columns, field: string, minor: string, currency: string): void {
  const money = values.get(field) as Money | undefined;
  if (money) Object.assign(columns, { [minor]: money.minor, [currency]: money.currency });
}

/** The first phone and address stand on the card itself. */
function putFirst({ values }: RowValues, columns: Columns): void {
  for (const field of ['email', 'phone']) {
    const [first] = (values.get(field) as readonly string[] | undefined) ?? [];
    if (first !== undefined) columns[field] = first;
  }
}

/** A lead has one line for phones, and takes one address. */
function putAll({ values, notes }: RowValues, columns: Columns): void {
  const phones = values.get('phone') as readonly string[] | undefined;
  if (phones) columns.phone = phones.join(', ');
  const [email, ...rest] = (values.get('email') as readonly string[] | undefined) ?? [];
  if (email !== undefined) columns.email = email;
  if (rest.length > 0) notes.push({ code: 'OneAddressOnly', field: 'email', value: rest.join(', '), done: 'ignored' });
}

/** Where the mapping says so, an empty cell empties what is there; never what a record cannot be without. */
function clear(entity: CardEntity, { emptied }: RowValues, columns: Columns): void {
  for (const field of PLAIN[entity])
    if (emptied.has(field) && field !== 'name' && field !== 'topic')
      columns[snake(field)] = field === 'activities' ? [] : null;
}

/** What the added fields hold with what the row says laid over; null where it says nothing. */
function customOf(row: RowValues, { custom, plan }: FileBatch, current: Columns): Columns | null {
  const after = { ...current };
  let says = false;
  for (const field of custom) {
    const target = `custom.${field.key}`;
    const value = row.values.get(target);
    if (field.retiredAt !== null) continue;
    if (plan.emptyClears && row.emptied.has(target) && !field.required) {
      says ||= field.key in after;
      delete after[field.key];
    }
    if (value === undefined) continue;
    const read = customValue(field, customInput(field, value));
    if (read === null)
      row.notes.push({
        code: 'ValueUnknown',
        field: `custom.${field.key}`,
        value: String(value).slice(0, 200),
        done: 'left empty',
      });
    else after[field.key] = read;
    says ||= read !== null;
  }
  return says ? after : null;
}

const YES = new Set(['yes', 'true', '1', '+', 'да', 'истина', 'v', 'x', '✓']);
const NO = new Set(['no', 'false', '0', '-', 'нет', 'ложь']);

function customInput(field: FileBatch['custom'][number], value: Value): unknown {
  const word = String(value).toLowerCase();
  if (field.type === 'flag') return YES.has(word) ? true : NO.has(word) ? false : null;
  if (field.type === 'money') return { amount: (value as Money).minor, currency: (value as Money).currency };
  if (field.type !== 'choice') return value;
  const named = Object.entries(field.options).find(([key, name]) =>
    [key, name.en, name.ru].some((one) => one.toLowerCase() === word),
  );
  return named?.[0] ?? null;
}

/** Columns that differ from what a record has, as changes. */
export function differing(current: Columns, wanted: Columns): Record<string, { from: unknown; to: unknown }> {
  const pairs = Object.entries(wanted).filter(([column, to]) => !isSame(current[column] ?? null, to));
  return Object.fromEntries(pairs.map(([column, to]) => [column, { from: current[column] ?? null, to }]));
}

/** JSON alike, whatever the order of its keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.length &&
    left.every(([key, value]) => isSame(value, (b as Columns)[key]))
  );
}
