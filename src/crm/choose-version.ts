import type { Pool } from 'pg';
import { type Choice, chooseProcess, type RoutingFacts, type RoutingRule } from '../process/language/routing';
import { readVersion, type Version, type Versions } from './versions';

/**
 * The version that the routing rule gives to a new lead or sale of this id: the one in force, or that of a trial. A trial
 * of what is not there makes nobody wait: it goes the usual way then. null when there is nothing that way either.
 */
export async function chooseVersion(
  { pool, versions }: { pool: Pool; versions: Versions },
  facts: RoutingFacts,
  instanceId: string,
): Promise<Version | null> {
  const sql = `SELECT value FROM settings WHERE key = 'routing'`;
  const { rows } = await pool.query<{ value: RoutingRule[] }>({ name: 'routing', text: sql });
  const rules = rows[0]?.value ?? [];
  const versionOf = async (choice: Choice | null) => {
    if (!choice) return null;
    const { process, version } = choice;
    return version === null ? versions.current(process) : readVersion(pool, process, version);
  };
  const usual = rules.map(({ trial: _, ...rule }) => rule);
  return (
    (await versionOf(chooseProcess(rules, facts, instanceId))) ?? versionOf(chooseProcess(usual, facts, instanceId))
  );
}
