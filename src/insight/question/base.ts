import type { Pool } from 'pg';

/** The currency that sums are in. */
export async function baseCurrency(pool: Pick<Pool, 'query'>): Promise<string> {
  const { rows } = await pool.query<{ currency: string }>(
    `SELECT value #>> '{}' AS currency FROM settings WHERE key = 'base currency'`,
  );
  return rows[0]?.currency ?? 'RUB';
}
