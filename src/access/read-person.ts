import type { Pool } from 'pg';
import type { Person } from './person';

/** The columns of `people p` that a `Person` is made of. */
export const PERSON = `p.id, p.name, p.email, p.language, p.zone, coalesce(p.roles, '{}') AS roles, p.manager_id AS "managerId",
    ARRAY(SELECT t.key FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id ORDER BY t.key) AS teams,
    (SELECT jsonb_object_agg(r.key, jsonb_build_object('rights', r.rights, 'sight', r.sight, 'lines', r.lines, 'fields', r.fields)) FROM roles r WHERE r.key = ANY(p.roles)) AS "ownRoles"`;

/** Somebody who works here; null when there is nobody of that id, or no longer. */
export async function readPerson(pool: Pool, id: string): Promise<Person | null> {
  const text = `SELECT ${PERSON} FROM people p WHERE p.id = $1 AND p.active`;
  const { rows } = await pool.query<Person>({ name: 'read person', text, values: [id] });
  return rows[0] ?? null;
}
