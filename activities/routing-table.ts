import type { Pool } from 'pg';
import { chooseProcess, type RoutingFacts, type RoutingRule } from '../src/process/language/routing';

/**
 * The newest version of the process that the routing rule gives to a new lead or sale.
 * @throws Error when no rule is stored, or the process it names has no version: the set-up publishes both.
 */
export async function chooseVersion(pool: Pool, facts: RoutingFacts): Promise<string> {
  const { rows } = await pool.query<{ value: RoutingRule[] }>(`SELECT value FROM settings WHERE key = 'routing'`);
  const key = chooseProcess(rows[0]?.value ?? [], facts);
  if (key === null) throw new Error(`No routing rule says which process a new ${facts.kind} gets.`);
  return newestVersion(pool, key);
}

/** The id of a process's newest version. @throws Error when none is published. */
export async function newestVersion(pool: Pool, key: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM process_versions WHERE key = $1 ORDER BY version DESC LIMIT 1',
    [key],
  );
  const id = rows[0]?.id;
  if (!id) throw new Error(`The process "${key}" has no published version.`);
  return id;
}
