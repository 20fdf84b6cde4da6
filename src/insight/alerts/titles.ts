import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';

/** What the leads and sales are called that alerts are about, by their ids: those that `sight` sees. */
export async function titlesOfAlerts(
  pool: Pool,
  ids: readonly (string | null)[],
  sight: Sight,
): Promise<Map<string, string>> {
  const values: unknown[] = [ids.filter((id) => id !== null)];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const { rows } = await pool.query<{ id: string; title: string }>(
    `SELECT i.id, coalesce(s.title, l.topic) AS title FROM process_instances i LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id
     WHERE i.id = ANY($1::uuid[]) AND ${seenSql(sight, 'instance', 'i', bind)}`,
    values,
  );
  return new Map(rows.map(({ id, title }) => [id, title]));
}
