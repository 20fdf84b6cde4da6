import type { Pool } from 'pg';

/** Tables whose rows a caller may name by id. */
const TABLES = { account: 'accounts', contact: 'contacts', product: 'products', person: 'people' } as const;

export type Named = { [K in keyof typeof TABLES]?: string };

/** Whoever asked to be forgotten is named no more. */
const PRESENT: Partial<Record<keyof typeof TABLES, string>> = { contact: ' AND erased_at IS NULL' };

/** Which of the ids that a caller named are not there. One query for all of them. */
export async function missingOf(pool: Pool, named: Named): Promise<(keyof Named)[]> {
  const given = Object.entries(named).filter(([, id]) => id !== undefined) as [keyof Named, string][];
  if (given.length === 0) return [];
  const columns = given.map(
    ([what], n) => `EXISTS (SELECT 1 FROM ${TABLES[what]} WHERE id = $${n + 1}${PRESENT[what] ?? ''}) AS ${what}`,
  );
  const { rows } = await pool.query<Record<keyof Named, boolean>>(
    `SELECT ${columns.join(', ')}`,
    given.map(([, id]) => id),
  );
  return given.map(([what]) => what).filter((what) => !rows[0]?.[what]);
}
