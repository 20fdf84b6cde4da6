import type { Pool } from 'pg';
import { type Sight, seenSql } from '../access';
import type { Kind } from '../process';

/** Whether there is such a lead or sale within somebody's sight. */
export async function seesInstance(pool: Pool, sight: Sight, kind: Kind, id: string): Promise<boolean> {
  const values: unknown[] = [id, kind];
  const seen = seenSql(sight, kind, 'i', (value) => `$${values.push(value)}`);
  const { rows } = await pool.query(
    `SELECT 1 FROM process_instances i JOIN ${kind}s w ON w.id = i.id WHERE i.id = $1 AND i.kind = $2 AND ${seen}`,
    values,
  );
  return rows.length > 0;
}
