import type { Pool } from 'pg';
import { chooseProcess, type RoutingFacts, type RoutingRule } from '../process/language/routing';
import { readVersion, type Version, type Versions } from './versions';

/**
 * The version that the routing rule gives to a new lead or sale of this id: the one in force, or that of a trial. A
 * version that is not there makes nobody wait: the one in force takes its place. null when there is none either.
 */
export async function chooseVersion(
  { pool, versions }: { pool: Pool; versions: Versions },
  facts: RoutingFacts,
  instanceId: string,
): Promise<Version | null> {
  const sql = `SELECT value FROM settings WHERE key = 'routing'`;
  const { rows } = await pool.query<{ value: RoutingRule[] }>({ name: 'routing', text: sql });
  const choice = chooseProcess(rows[0]?.value ?? [], facts, instanceId);
  if (!choice) return null;
  const tried = choice.version === null ? null : await readVersion(pool, choice.process, choice.version);
  return tried ?? versions.current(choice.process);
}
