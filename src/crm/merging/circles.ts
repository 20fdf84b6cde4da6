import type { Pool } from 'pg';
import type { Mergeable, RecordRow } from './fields';

/** The holdings that the merged record cannot belong to: the merged records themselves, and what belongs to one of them. */
export async function circlesOf(pool: Pool, entity: Mergeable, rows: readonly RecordRow[]): Promise<Set<unknown>> {
  if (entity !== 'account') return new Set();
  const { rows: found } = await pool.query<{ id: string }>(
    `WITH RECURSIVE above AS (
       SELECT a.holding_id AS start, a.holding_id AS id FROM accounts a WHERE a.id = ANY($1) AND a.holding_id IS NOT NULL
       UNION
       SELECT above.start, a.holding_id FROM above JOIN accounts a ON a.id = above.id WHERE a.holding_id IS NOT NULL
     ) SELECT DISTINCT start AS id FROM above WHERE id = ANY($1)`,
    [rows.map(({ id }) => id)],
  );
  return new Set(found.map(({ id }) => id));
}
