import type { Pool } from 'pg';
import { type Person, REACHES } from './person';

/** What has an owner, and is seen by whom the owner's records are seen. */
export type SeenKind = 'lead' | 'sale' | 'instance' | 'account' | 'contact';

/** Takes a value of a statement and gives its place in the text, such as `$3`. */
export type Bind = (value: unknown) => string;

/** Whose records somebody sees. */
export interface Sight {
  personId: string;
  /** null: everybody's. */
  owners: readonly string[] | null;
}

/** For what the product itself does, on nobody's behalf. */
export const SEES_ALL: Sight = { personId: '00000000-0000-0000-0000-000000000000', owners: null };

/** What somebody sees, by the widest of their roles: one round trip for who does not see all. */
export async function sightOf(
  pool: Pool,
  { id, roles, ownRoles }: Pick<Person, 'id' | 'roles' | 'ownRoles'>,
): Promise<Sight> {
  const reach = REACHES.findLast((one) => roles.some((role) => (ownRoles?.[role]?.sight ?? 'all') === one)) ?? 'own';
  if (reach === 'all') return { personId: id, owners: null };
  const { rows } = await pool.query<{ owners: string[] }>('SELECT seen_owners($1, $2) AS owners', [id, reach]);
  return { personId: id, owners: rows[0]?.owners ?? [id] };
}

/**
 * The condition under which a record is seen, as SQL over the alias of its row: `process_instances` for a lead, a sale or
 * either (`instance`), else `accounts` or `contacts`. A lead is also seen by whoever noted it, a
 * client by whoever sees one of its leads or sales, and one that nobody owns by everybody.
 */
export function seenSql(sight: Sight, kind: SeenKind, alias: string, bind: Bind): string {
  if (sight.owners === null) return 'true';
  const owners = `ANY(${bind(sight.owners)}::uuid[])`;
  const noted = (table: string) =>
    `EXISTS (SELECT 1 FROM ${table} n WHERE n.id = ${alias}.id AND n.created_by = ${bind(sight.personId)}::uuid)`;
  const owned = `${alias}.owner_id = ${owners}`;
  if (kind === 'lead' || kind === 'sale') return `(${owned} OR ${noted(`${kind}s`)})`;
  if (kind === 'instance') return `(${owned} OR ${noted('leads')} OR ${noted('sales')})`;
  const by = (table: string) =>
    `EXISTS (SELECT 1 FROM ${table} s JOIN process_instances si ON si.id = s.id
       WHERE s.${kind}_id = ${alias}.id AND si.owner_id = ${owners})`;
  return `(${alias}.owner_id IS NULL OR ${alias}.owner_id = ${owners} OR ${by('sales')} OR ${by('leads')})`;
}
