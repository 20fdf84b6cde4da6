import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import type { ChangedEntity } from './record-changes';

/** The table of each kind of card, and the column by which other tables name its rows. */
export const CARD_TABLES = {
  account: { table: 'accounts', key: 'account_id' },
  contact: { table: 'contacts', key: 'contact_id' },
} as const satisfies Record<ChangedEntity, { table: string; key: string }>;

/** The record that an id stands for (of a double that was merged: the one it lives on in), if this sight reaches it. */
export async function seenRecord(pool: Pool, sight: Sight, entity: ChangedEntity, id: string): Promise<string | null> {
  const { table } = CARD_TABLES[entity];
  const values: unknown[] = [id];
  const seen = seenSql(sight, entity, 'x', (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<{ id: string }>(
    `WITH RECURSIVE survivor AS (
       SELECT id, merged_into, 0 AS depth FROM ${table} WHERE id = $1
       UNION ALL
       SELECT t.id, t.merged_into, depth + 1 FROM survivor s JOIN ${table} t ON t.id = s.merged_into WHERE depth < 20
     ) SELECT x.id FROM survivor JOIN ${table} x ON x.id = survivor.id WHERE survivor.merged_into IS NULL AND ${seen}`,
    values,
  );
  return rows[0]?.id ?? null;
}
