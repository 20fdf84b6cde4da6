import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import {
  type ClosedFields,
  holdsAsShipped,
  type LineRule,
  type Reach,
  RIGHTS,
  type Right,
  type Role,
  type ShareMay,
} from '../../src/access';

type Db = Pick<Pool, 'query'>;

/** What a role's holders see and may set, beside the rights that it ships with. */
export interface RoleMade {
  reach?: Reach;
  lines?: LineRule;
  fields?: ClosedFields;
}

/** Sets what a role that ships lets its holders see; with a login that may change roles. */
export async function roleSees(
  pool: Db,
  role: Role,
  { reach = 'all', lines = 'any', fields = {} }: RoleMade,
): Promise<void> {
  const rights = Object.keys(RIGHTS).filter((right) => holdsAsShipped(role, right as Right));
  await pool.query(
    `INSERT INTO roles (key, name, rights, sight, lines, fields) VALUES ($1::text, jsonb_build_object('en', $1::text, 'ru', $1::text), $2, $3, $4, $5)
     ON CONFLICT (key) DO UPDATE SET sight = excluded.sight, lines = excluded.lines, fields = excluded.fields`,
    [role, rights, reach, lines, fields],
  );
}

/** Lets the reps see all, their teams' or their own records only; with a login that may change roles. */
export const repsSee = (pool: Db, reach: Reach, more: Omit<RoleMade, 'reach'> = {}): Promise<void> =>
  roleSees(pool, 'rep', { reach, ...more });

/** The lines of business that somebody works in. */
export const worksIn = async (pool: Db, personId: string, ...lines: string[]): Promise<void> => {
  await pool.query('UPDATE people SET lines = $2 WHERE id = $1', [personId, lines]);
};

/** Shares a lead, a sale, an account or a contact, as its owner would over the API; gives the share's id. */
export async function sharedWith(
  pool: Db,
  kind: 'instance' | 'account' | 'contact',
  id: string,
  whom: { personId: string } | { teamId: string },
  { may = 'read', until = null }: { may?: ShareMay; until?: Date | null } = {},
): Promise<string> {
  const share = newId();
  const [column, who] = 'personId' in whom ? ['person_id', whom.personId] : ['team_id', whom.teamId];
  await pool.query(
    `INSERT INTO shares (id, ${kind}_id, ${column}, may, until, by, at) VALUES ($1, $2, $3, $4, $5, $3, now())`,
    [share, id, who, may, until],
  );
  return share;
}
