import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';

/** An organisation of the same holding, with how many of its sales are open, of those in sight. */
export interface Member {
  id: string;
  name: string;
  importance: string | null;
  openSales: number;
}

const SHOWN = 200;

/** The organisations that belong to one, by name; the first 200. */
export async function holdingMembers(pool: Pool, accountId: string, sight: Sight): Promise<Member[]> {
  const values: unknown[] = [accountId, SHOWN];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const { rows } = await pool.query<Member>(
    `SELECT x.id, x.name, x.importance,
       (SELECT count(*)::int FROM sales w JOIN process_instances i ON i.id = w.id
        WHERE w.account_id = x.id AND i.open AND ${seenSql(sight, 'sale', 'i', bind)}) AS "openSales"
     FROM accounts x WHERE x.holding_id = $1 AND x.merged_into IS NULL AND ${seenSql(sight, 'account', 'x', bind)}
     ORDER BY x.name, x.id LIMIT $2`,
    values,
  );
  return rows;
}
