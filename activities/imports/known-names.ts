import type { ClientBase } from 'pg';
import type { Mapping } from './mapping';
import { externalKey } from './row-result';

/**
 * Finds records by the names that a file calls them: by the key that this source gave them first, then by the plain
 * name (for people also the address) where only one record has it. Names of no record are not in the answer.
 */
export async function idsByName(
  client: ClientBase,
  table: 'accounts' | 'people',
  mapping: Mapping,
  names: readonly string[],
): Promise<Map<string, string>> {
  const orMail = table === 'people' ? `UNION ALL SELECT email, id, false FROM people WHERE email = ANY($1)` : '';
  const { rows } = await client.query<{ name: string; id: string; byKey: boolean }>(
    `SELECT w.name, t.id, true AS "byKey" FROM unnest($1::text[], $2::text[]) AS w(name, key) JOIN ${table} t ON t.external_key = w.key
     UNION ALL SELECT name, id, false FROM ${table} WHERE name = ANY($1) ${orMail}`,
    [names, names.map((name) => externalKey(mapping, name))],
  );
  const found = new Map<string, string>();
  for (const name of new Set(rows.map((one) => one.name))) {
    const all = rows.filter((one) => one.name === name);
    const only = new Set(all.map((one) => one.id)).size === 1 ? all[0] : undefined;
    const best = all.find((one) => one.byKey) ?? only;
    if (best) found.set(name, best.id);
  }
  return found;
}
