import type { Pool } from 'pg';
import type { Bind } from '../../access';

/** Reads what a statement gives that binds its values as it is written. */
export async function readRows<T extends object>(pool: Pool, write: (bind: Bind) => string): Promise<T[]> {
  const values: unknown[] = [];
  const text = write((value) => `$${values.push(value)}`);
  return (await pool.query<T>(text, values)).rows;
}
