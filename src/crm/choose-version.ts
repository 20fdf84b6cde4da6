import type { Pool } from 'pg';
import { chooseProcess, type RoutingFacts, type RoutingRule } from '../process/language/routing';
import type { Version, Versions } from './versions';

/** The current version of the process that the routing rule gives to a new lead or sale; null when there is none. */
export async function chooseVersion(
  { pool, versions }: { pool: Pool; versions: Versions },
  facts: RoutingFacts,
): Promise<Version | null> {
  const sql = `SELECT value FROM settings WHERE key = 'routing'`;
  const { rows } = await pool.query<{ value: RoutingRule[] }>({ name: 'routing', text: sql });
  const key = chooseProcess(rows[0]?.value ?? [], facts);
  return key === null ? null : versions.current(key);
}
