import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';

/** The id of a contact that somebody sees, or of the one it lives on in; null when there is none to them. */
export async function seenContact(pool: Pool, id: string, sight: Sight): Promise<string | null> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const sql = `SELECT r.id FROM contacts r WHERE r.id = lives_on('contact', ${bind(id)}) AND ${seenSql(sight, 'contact', 'r', bind)}`;
  const { rows } = await pool.query<{ id: string }>(sql, values);
  return rows[0]?.id ?? null;
}
