import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../platform/in-transaction';
import type { Text } from '../process';
import { type ClosedFields, type LineRule, type Reach, ROLES } from './person';
import { holdsAsShipped, RIGHTS, type Right } from './rights';

/** A role: what its holders may do, and whose records they see. */
export interface RoleGiven {
  name: Text;
  rights: readonly Right[];
  sight: Reach;
  /** What lines of business do to that. */
  lines: LineRule;
  /** What of records its holders do not see, or may not change. */
  fields: ClosedFields;
}

export interface RoleCard extends RoleGiven {
  key: string;
  /** Whether it is as it ships; what is not can be put back. */
  shipped: boolean;
  /** How many people who work here have it. */
  holders: number;
}

const NAMES: Readonly<Record<string, Text>> = {
  rep: { en: 'Sales representative', ru: 'Менеджер по продажам' },
  manager: { en: 'Sales manager', ru: 'Руководитель продаж' },
  'sales-ops': { en: 'Sales operations', ru: 'Организация продаж' },
  marketer: { en: 'Marketer', ru: 'Маркетолог' },
  service: { en: 'Customer service', ru: 'Сервис' },
  administrator: { en: 'Administrator', ru: 'Администратор' },
  'read-only': { en: 'Read only', ru: 'Только чтение' },
  integration: { en: 'Program', ru: 'Программа' },
  // Of processes that ship: they are held for the sake of a step, and allow nothing by themselves.
  director: { en: 'Director', ru: 'Директор' },
  lawyer: { en: 'Lawyer', ru: 'Юрист' },
};

/** All roles there are: those that ship, those of this installation, and those that people have for processes only. */
export async function listRoles(pool: Pool): Promise<RoleCard[]> {
  const { rows } = await pool.query<{
    key: string;
    holders: number;
    own: (Omit<RoleGiven, 'rights'> & { rights: Right[] }) | null;
  }>(
    `SELECT k.key, (SELECT count(*)::int FROM people p WHERE k.key = ANY(p.roles) AND p.active) AS holders,
       CASE WHEN r.key IS NULL THEN NULL ELSE jsonb_build_object('name', r.name, 'rights', r.rights, 'sight', r.sight,
         'lines', r.lines, 'fields', r.fields) END AS own
     FROM (SELECT unnest($1::text[]) AS key UNION SELECT unnest(roles) FROM people UNION SELECT key FROM roles) k
     LEFT JOIN roles r ON r.key = k.key ORDER BY coalesce(array_position($1, k.key), 100), k.key`,
    [ROLES],
  );
  return rows.map(({ key, holders, own }) => ({ key, ...(own ?? asShipped(key)), shipped: own === null, holders }));
}

const asShipped = (key: string): RoleGiven => ({
  name: NAMES[key] ?? { en: key, ru: key },
  rights: (Object.keys(RIGHTS) as Right[]).filter((right) => holdsAsShipped(key, right)),
  sight: 'all',
  lines: 'any',
  fields: {},
});

export type RolePut = 'done' | 'nobody left';

/** Recombines a role, or makes one. Somebody has to be left who may change roles. */
export const putRole = (pool: Pool, key: string, given: RoleGiven, by: string): Promise<RolePut> =>
  unlessNobodyIsLeft(pool, (client) =>
    client.query(
      `INSERT INTO roles (key, name, rights, sight, lines, fields, updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (key) DO UPDATE SET name = excluded.name, rights = excluded.rights, sight = excluded.sight, lines = excluded.lines,
         fields = excluded.fields, updated_by = excluded.updated_by, updated_at = now()`,
      [key, given.name, given.rights, given.sight, given.lines, given.fields, by],
    ),
  );

/** Puts a role back to what ships; one that does not ship then holds what everybody does. */
export const clearRole = (pool: Pool, key: string): Promise<RolePut> =>
  unlessNobodyIsLeft(pool, (client) => client.query('DELETE FROM roles WHERE key = $1', [key]));

async function unlessNobodyIsLeft(pool: Pool, change: (client: PoolClient) => Promise<unknown>): Promise<RolePut> {
  const left = new Error('Nobody would be left who may change roles.');
  try {
    await inTransaction(pool, async (client) => {
      await client.query('LOCK TABLE roles IN EXCLUSIVE MODE');
      await change(client);
      if (!(await anybodyMayChangeRoles(client))) throw left;
    });
    return 'done';
  } catch (error) {
    if (error === left) return 'nobody left';
    throw error;
  }
}

async function anybodyMayChangeRoles(client: PoolClient): Promise<boolean> {
  const shipped = ROLES.filter((role) => holdsAsShipped(role, 'role.change'));
  const { rowCount } = await client.query(
    `SELECT 1 FROM people p CROSS JOIN unnest(p.roles) k LEFT JOIN roles r ON r.key = k
     WHERE p.active AND CASE WHEN r.key IS NULL THEN k = ANY($1) ELSE 'role.change' = ANY(r.rights) END LIMIT 1`,
    [shipped],
  );
  return (rowCount ?? 0) > 0;
}
