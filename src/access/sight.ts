import type { Pool } from 'pg';
import { z } from 'zod';
import type { Person } from './person';

/** How far a person sees: all records, those of their teams and of who is below them, or their own. */
export const SIGHTS = ['own', 'team', 'all'] as const;
export type Reach = (typeof SIGHTS)[number];

/** What has an owner, and is seen by whom the owner's records are seen. */
export type SeenKind = 'lead' | 'sale' | 'account' | 'contact';

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

/** By role; a role that is not named sees all. */
const Setting = z.record(z.string(), z.enum(SIGHTS));

/** What somebody sees, by the widest of their roles. One round trip, and one more for who does not see all. */
export async function sightOf(pool: Pool, { id, roles }: Pick<Person, 'id' | 'roles'>): Promise<Sight> {
  const { rows } = await pool.query<{ value: unknown }>(`SELECT value FROM settings WHERE key = 'sight'`);
  const byRole = Setting.parse(rows[0]?.value ?? {});
  const reach = SIGHTS.findLast((one) => roles.some((role) => (byRole[role] ?? 'all') === one)) ?? 'own';
  if (reach === 'all') return { personId: id, owners: null };
  const seen = await pool.query<{ owners: string[] }>('SELECT seen_owners($1, $2) AS owners', [id, reach]);
  return { personId: id, owners: seen.rows[0]?.owners ?? [id] };
}

/**
 * The condition under which a record is seen, as SQL over the alias of its row: `process_instances` for a lead or a
 * sale, whose words stand beside it as `w`; else `accounts` or `contacts`. A lead is also seen by whoever noted it, a
 * client by whoever sees one of its leads or sales, and one that nobody owns by everybody.
 */
export function seenSql(sight: Sight, kind: SeenKind, alias: string, bind: Bind): string {
  if (sight.owners === null) return 'true';
  const owners = `ANY(${bind(sight.owners)}::uuid[])`;
  if (kind === 'lead' || kind === 'sale') {
    const noted = `w.created_by = ${bind(sight.personId)}::uuid`;
    return `(${alias}.owner_id = ${owners} OR ${noted})`;
  }
  const by = (table: string) =>
    `EXISTS (SELECT 1 FROM ${table} s JOIN process_instances si ON si.id = s.id
       WHERE s.${kind}_id = ${alias}.id AND si.owner_id = ${owners})`;
  return `(${alias}.owner_id IS NULL OR ${alias}.owner_id = ${owners} OR ${by('sales')} OR ${by('leads')})`;
}
