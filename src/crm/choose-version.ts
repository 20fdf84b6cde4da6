import type { Pool } from 'pg';
import type { Fields, Kind } from '../process';
import { type Choice, chooseProcess, type RoutingRule } from '../process/language/routing';
import { readVersion, type Version, type Versions } from './versions';

/** What a routing rule may ask of a new lead or sale. */
export interface Routed {
  kind: Kind;
  fields?: Fields;
  source?: string | null | undefined;
  /** Its line of business. */
  line?: string | null | undefined;
  /** Whose category is the segment, unless a field says another. */
  accountId?: string | null | undefined;
}

/**
 * The version that the routing rule gives to a new lead or sale of this id: the one in force, or that of a trial. A trial
 * of what is not there makes nobody wait: it goes the usual way then. null when there is nothing that way either.
 */
export async function chooseVersion(
  { pool, versions }: { pool: Pool; versions: Versions },
  { kind, fields = {}, source, line, accountId }: Routed,
  instanceId: string,
): Promise<Version | null> {
  const text = `SELECT value, (SELECT category FROM accounts WHERE id = $1) AS segment FROM settings WHERE key = 'routing'`;
  const { rows } = await pool.query<{ value: RoutingRule[]; segment: string | null }>({
    ...{ name: 'routing', text, values: [accountId ?? null] },
  });
  const [{ value: rules = [], segment = null } = {}] = rows;
  const facts = { lineOfBusiness: line ?? '', segment: segment ?? '', ...fields, kind, source: source ?? '' };
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
