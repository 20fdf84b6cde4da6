import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import type { Kind } from '../../process';

const TABLES: Readonly<Record<Kind, string>> = { lead: 'leads', sale: 'sales' };

/** Whether somebody sees a lead or a sale. No round trip for who sees all: then what is not there is seen too. */
export async function isSeen(pool: Pool, sight: Sight, kind: Kind, id: string): Promise<boolean> {
  if (sight.owners === null) return true;
  const values: unknown[] = [id, kind];
  const seen = seenSql(sight, kind, 'i', (value) => `$${values.push(value)}`);
  const { rowCount } = await pool.query(
    `SELECT 1 FROM process_instances i JOIN ${TABLES[kind]} w ON w.id = i.id WHERE i.id = $1 AND i.kind = $2 AND ${seen}`,
    values,
  );
  return rowCount === 1;
}
