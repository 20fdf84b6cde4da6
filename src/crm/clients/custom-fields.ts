import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant, Text } from '../../process';
import { isCurrency, parseMoney } from '../../process/fields/money';
import { ms } from '../instance-sql';

export const CUSTOM_TYPES = ['text', 'number', 'flag', 'date', 'choice', 'money'] as const;
export type CustomType = (typeof CUSTOM_TYPES)[number];
export type CustomEntity = 'lead' | 'sale' | 'account' | 'contact';

/** A field that an installation adds to one kind of record. */
export interface CustomField {
  entity: CustomEntity;
  key: string;
  type: CustomType;
  name: Text;
  /** Of a choice: what may be picked, by key. */
  options: Readonly<Record<string, Text>>;
  /** Asked for when a record is made; it may not be emptied afterwards. */
  required: boolean;
  searchable: boolean;
  position: number;
  /** No longer asked for, and no longer taken; what it holds is kept. */
  retiredAt: Instant | null;
}

/** What the `custom` column holds under a key. Of money `amount` is in minor units. */
export type CustomValue = string | number | boolean | { amount: number; currency: string };
export type CustomValues = Readonly<Record<string, CustomValue>>;

/** The fields added to one kind of record, retired ones included, in their order. */
export async function readCustomFields(pool: Pick<Pool, 'query'>, entity: CustomEntity): Promise<CustomField[]> {
  const { rows } = await pool.query<CustomField>(
    `SELECT entity, key, type, name, options, required, searchable, position, ${ms('retired_at')} AS "retiredAt"
     FROM custom_fields WHERE entity = $1 ORDER BY position, key`,
    [entity],
  );
  return rows;
}

const TEXT_LENGTH = 4000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * What a value is to the column, or null where it is none of the field's. Money is given as `{ amount: "12.00", currency }`,
 * as over HTTP, or as it is stored.
 */
export function customValue(
  { type, options }: Pick<CustomField, 'type' | 'options'>,
  value: unknown,
): CustomValue | null {
  switch (type) {
    case 'text':
      return typeof value === 'string' && isPrintable(value) ? value.trim() : null;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    case 'flag':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' && isDay(value) ? value : null;
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(options, value) ? value : null;
    case 'money':
      return moneyValue(value);
  }
}

// NUL and lone surrogates are valid JSON, but no PostgreSQL column can keep them.
const isPrintable = (text: string): boolean =>
  text.trim() !== '' && text.length <= TEXT_LENGTH && !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);

const isDay = (text: string): boolean =>
  DAY.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

function moneyValue(value: unknown): CustomValue | null {
  if (typeof value !== 'object' || value === null) return null;
  const { amount, currency } = value as { amount?: unknown; currency?: unknown };
  if (!isCurrency(currency)) return null;
  if (typeof amount === 'number') return Number.isSafeInteger(amount) ? { amount, currency } : null;
  const money = typeof amount === 'string' ? parseMoney(amount, currency) : null;
  return money && { amount: money.minor, currency };
}

/** What is wrong with a value of a field, in English, or null. */
export function customProblem(field: CustomField, value: unknown): string | null {
  if (field.retiredAt !== null) return 'This field is retired';
  if (customValue(field, value) !== null) return null;
  if (field.type !== 'choice') return WANTED[field.type];
  return `Must be one of: ${Object.keys(field.options).join(', ')}`;
}

const WANTED: Readonly<Record<Exclude<CustomType, 'choice'>, string>> = {
  text: `Must be printable text of 1 to ${TEXT_LENGTH} characters`,
  number: 'Must be a number',
  flag: 'Must be true or false',
  date: 'Must be a day, YYYY-MM-DD',
  money: 'Must be { "amount": "12.00", "currency": "RUB" }',
};

/**
 * Holds the added fields of a record against what somebody sends, and finds all faults at once: unknown keys, values of
 * another type, required ones that lack.
 *
 * `before` is what the record holds; without it the record is new. A key that is not sent stays as it is; null empties it.
 * A required field is asked for when a record is made, and may not be emptied; a record that has lacked it since before
 * it was required can be changed in other ways.
 */
export function checkCustom(
  fields: readonly CustomField[],
  given: Readonly<Record<string, unknown>>,
  before?: CustomValues,
): { values: CustomValues; errors: { path: string; message: string }[] } {
  const values: Record<string, CustomValue> = { ...before };
  const errors: { path: string; message: string }[] = [];
  const wrong = (key: string, message: string) => errors.push({ path: `body.custom.${key}`, message });
  const byKey = new Map(fields.map((field) => [field.key, field]));
  for (const [key, value] of Object.entries(given)) {
    const field = byKey.get(key);
    const problem = field ? value !== null && customProblem(field, value) : 'There is no such field';
    if (problem) wrong(key, problem);
    else if (value === null) delete values[key];
    else if (field) values[key] = customValue(field, value) ?? '';
  }
  for (const { key, required, retiredAt } of fields) {
    const asked = before === undefined || Object.hasOwn(given, key);
    const lacks = !Object.hasOwn(values, key) && !errors.some(({ path }) => path === `body.custom.${key}`);
    if (required && retiredAt === null && asked && lacks) wrong(key, 'Required');
  }
  return { values, errors };
}

/** Why a field cannot be changed as somebody wants; nothing is written then. */
export type CustomFieldRefused = { lost: readonly string[] } | { type: CustomType };

const COLUMN_TABLES: Readonly<Record<CustomEntity, string>> = {
  lead: 'leads',
  sale: 'sales',
  account: 'accounts',
  contact: 'contacts',
};

/**
 * Writes a field under its key, whether it is there already or not. Its type never changes once a record has a value of it, and
 * an option that a record has cannot be taken away.
 */
export function putCustomField(pool: Pool, field: CustomField): Promise<CustomFieldRefused | null> {
  const { entity, key, type, name, options, required, searchable, position, retiredAt } = field;
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ type: CustomType }>(
      'SELECT type FROM custom_fields WHERE entity = $1 AND key = $2 FOR UPDATE',
      [entity, key],
    );
    const [before] = rows;
    const held = before ? await heldValues(client, entity, key, before.type) : [];
    if (before && before.type !== type && held.length > 0) return { type: before.type };
    const lost = type === 'choice' ? held.filter((value) => !Object.hasOwn(options, value)) : [];
    if (lost.length > 0) return { lost };
    await client.query(
      `INSERT INTO custom_fields (entity, key, type, name, options, required, searchable, position, retired_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (entity, key) DO UPDATE SET type = excluded.type, name = excluded.name, options = excluded.options,
         required = excluded.required, searchable = excluded.searchable, position = excluded.position, retired_at = excluded.retired_at`,
      [
        ...[entity, key, type, JSON.stringify(name), JSON.stringify(options), required, searchable, position],
        retiredAt === null ? null : new Date(retiredAt),
      ],
    );
    return null;
  });
}

/** The values that records have: each of a choice once, of any other type one at most. */
async function heldValues(client: ClientBase, entity: CustomEntity, key: string, type: CustomType): Promise<string[]> {
  const one = type === 'choice' ? '' : 'LIMIT 1';
  const { rows } = await client.query<{ value: string }>(
    `SELECT DISTINCT custom ->> $1 AS value FROM (SELECT custom FROM ${COLUMN_TABLES[entity]} WHERE custom ? $1 ${one}) x ORDER BY 1`,
    [key],
  );
  return rows.map(({ value }) => value);
}
