import type { Text } from '../../../process';
import type { FieldType } from '../filter';
import type { FieldSql, Sql, SqlField } from '../sql-field';

type More = Partial<Pick<SqlField, 'options' | 'open' | 'rank' | 'filled'>>;

/** A field that is one expression. */
export function plain(
  key: string,
  type: FieldType,
  name: readonly [en: string, ru: string],
  value: Sql,
  more: More = {},
): SqlField {
  return made(key, type, name, { of: 'value', value }, more);
}

/** A field that is an amount in minor units and its currency. */
export const money = (
  key: string,
  name: readonly [string, string],
  minor: Sql,
  currency: Sql,
  more: More = {},
): SqlField => made(key, 'money', name, { of: 'money', minor, currency }, more);

/** A field that names another row by its id. */
export const ref = (
  key: string,
  type: 'ref' | 'person',
  name: readonly [string, string],
  id: Sql,
  called: Sql,
): SqlField => made(key, type, name, { of: 'ref', id, name: called });

/** A field that holds any number of texts, or of other rows. */
export const many = (
  key: string,
  type: 'texts' | 'refs',
  name: readonly [string, string],
  rows: Sql,
  more: More = {},
): SqlField => made(key, type, name, { of: 'many', rows }, more);

function made(
  key: string,
  type: FieldType,
  [en, ru]: readonly [string, string],
  sql: FieldSql,
  more: More = {},
): SqlField {
  return { key, type, name: { en, ru }, sortable: type !== 'texts' && type !== 'refs', sql, ...more };
}

/** Options out of pairs of names. */
export const options = (
  given: Readonly<Record<string, readonly [en: string, ru: string]>>,
): Readonly<Record<string, Text>> =>
  Object.fromEntries(Object.entries(given).map(([key, [en, ru]]) => [key, { en, ru }]));

/** A day of a DATE column. */
export const dayOf = (column: string): string => `to_char(${column}, 'YYYY-MM-DD') COLLATE "C"`;
