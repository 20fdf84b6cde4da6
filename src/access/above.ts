import type { Pool } from 'pg';

/** Whether somebody is above somebody else, however many steps up. */
export async function isAbove(pool: Pool, personId: string, otherId: string): Promise<boolean> {
  const { rows } = await pool.query<{ above: boolean }>('SELECT is_above($1, $2) AS above', [personId, otherId]);
  return rows[0]?.above ?? false;
}
