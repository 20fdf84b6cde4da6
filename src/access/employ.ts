import type { Pool } from 'pg';
import { inTransaction } from '../platform/in-transaction';
import type { Text } from '../process';

/** What an administrator says of somebody. */
export interface PersonGiven {
  name: string;
  email: string;
  language: string;
  roles: readonly string[];
  skills: readonly string[];
  lines: readonly string[];
  managerId: string | null;
  officeId: string | null;
  active: boolean;
}

export type Employed =
  | 'done'
  | 'address taken'
  | 'no such manager'
  | 'no such office'
  | 'manages themselves'
  | 'no such person';

const COLUMNS = 'name, email, language, roles, skills, lines, manager_id, office_id, active';

const valuesOf = (given: PersonGiven): unknown[] => [
  given.name,
  given.email.toLowerCase(),
  given.language,
  given.roles,
  given.skills,
  given.lines,
  given.managerId,
  given.officeId,
  given.active,
];

/** Adds somebody, or says why not. Made once before under that id, they are left as they are. */
export const addPerson = (pool: Pool, id: string, given: PersonGiven): Promise<Employed> =>
  write(
    pool,
    id,
    given,
    `INSERT INTO people (id, ${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
  );

/** Changes somebody. Who is made inactive is signed out everywhere. */
export const changePerson = (pool: Pool, id: string, given: PersonGiven): Promise<Employed> =>
  write(
    pool,
    id,
    given,
    `UPDATE people SET (${COLUMNS}, updated_at) = ($2, $3, $4, $5, $6, $7, $8, $9, $10, now()) WHERE id = $1`,
  );

async function write(pool: Pool, id: string, given: PersonGiven, sql: string): Promise<Employed> {
  if (given.managerId !== null && (await wouldManageThemselves(pool, id, given.managerId))) return 'manages themselves';
  try {
    const { rowCount } = await pool.query(sql, [id, ...valuesOf(given)]);
    return rowCount === 0 && sql.startsWith('UPDATE') ? 'no such person' : 'done';
  } catch (error) {
    const { constraint = '' } = error as { constraint?: string };
    if (constraint.includes('email')) return 'address taken';
    if (constraint.includes('manager')) return 'no such manager';
    if (constraint.includes('office')) return 'no such office';
    throw error;
  }
}

async function wouldManageThemselves(pool: Pool, id: string, managerId: string): Promise<boolean> {
  const { rows } = await pool.query<{ circle: boolean }>('SELECT $1 = $2::uuid OR is_above($1, $2) AS circle', [
    id,
    managerId,
  ]);
  return rows[0]?.circle ?? false;
}

/** Makes the first person of an empty installation its administrator; false when somebody is there already. */
export async function addFirst(
  pool: Pool,
  id: string,
  given: Pick<PersonGiven, 'name' | 'email' | 'language'>,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('first person'))`);
    const { rowCount } = await client.query(
      `INSERT INTO people (id, name, email, language, roles)
       SELECT $1, $2, $3, $4, '{administrator}' WHERE NOT EXISTS (SELECT 1 FROM people)`,
      [id, given.name, given.email.toLowerCase(), given.language],
    );
    return rowCount === 1;
  });
}

/** Whether nobody is here yet. */
export async function isEmpty(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ empty: boolean }>('SELECT NOT EXISTS (SELECT 1 FROM people) AS empty');
  return rows[0]?.empty ?? false;
}

/** Makes a team or changes its name and who is in it. With somebody unknown among them nothing is done, and they are told. */
export async function putTeam(
  pool: Pool,
  { id, key, name, members }: { id: string; key: string; name: Text; members: readonly string[] },
): Promise<{ unknown: string[] }> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM people WHERE id = ANY($1)', [members]);
  const known = new Set(rows.map((row) => row.id));
  const unknown = members.filter((one) => !known.has(one));
  if (unknown.length > 0) return { unknown };
  await pool.query(
    `WITH team AS (
       INSERT INTO teams (id, key, name) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE SET name = excluded.name RETURNING id
     ), gone AS (
       DELETE FROM team_members m USING team WHERE m.team_id = team.id AND NOT m.person_id = ANY($4)
     )
     INSERT INTO team_members (team_id, person_id) SELECT team.id, p FROM team, unnest($4::uuid[]) p ON CONFLICT DO NOTHING`,
    [id, key, name, [...known]],
  );
  return { unknown };
}
