import type { Pool } from 'pg';
import type { Mergeable } from './fields';

/** The id of the record that one lives on in: its own, unless it was merged. Of an id that is not there, that id. */
export async function livesOn(pool: Pool, entity: Mergeable, id: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('SELECT lives_on($1, $2) AS id', [entity, id]);
  return rows[0]?.id ?? id;
}
