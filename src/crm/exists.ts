import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../access';

/** Records that a caller may name by id. */
export type Nameable = 'account' | 'contact' | 'product' | 'person';
export type Named = readonly [what: Nameable, id: string];

/** When a row may be named. Whoever asked to be forgotten is named no more; a client has to be seen. */
const PRESENT: Readonly<Record<Nameable, (sight: Sight, bind: Bind) => string>> = {
  account: (sight, bind) => `accounts t WHERE ${seenSql(sight, 'account', 't', bind)}`,
  contact: (sight, bind) => `contacts t WHERE t.erased_at IS NULL AND ${seenSql(sight, 'contact', 't', bind)}`,
  product: () => 'products t WHERE true',
  person: () => 'people t WHERE true',
};

/** Which of the records that a caller named are not there for them, in the order they were named. One query for all of them. */
export async function areMissing(pool: Pool, sight: Sight, named: readonly Named[]): Promise<boolean[]> {
  if (named.length === 0) return [];
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const there = named.map(
    ([what, id]) => `EXISTS (SELECT 1 FROM ${PRESENT[what](sight, bind)} AND t.id = ${bind(id)}::uuid)`,
  );
  const { rows } = await pool.query<{ there: boolean[] }>(`SELECT ARRAY[${there.join(', ')}] AS there`, values);
  return named.map((_, n) => !rows[0]?.there[n]);
}
