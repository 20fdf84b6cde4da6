import type { Pool } from 'pg';
import { ROLES } from '../access';
import { knownTemplates, knownWebhooks } from '../outbound';
import type { Known } from '../process/language/known';

type Column =
  | 'roles'
  | 'teams'
  | 'skills'
  | 'calendars'
  | 'processes'
  | `held${'Roles' | 'Teams' | 'Skills' | 'Lines'}`;

const SQL = `
  SELECT ARRAY(SELECT DISTINCT unnest(roles) FROM people) AS roles,
         ARRAY(SELECT key FROM teams) AS teams,
         ARRAY(SELECT DISTINCT unnest(skills) FROM people) AS skills,
         ARRAY(SELECT DISTINCT key FROM calendars) AS calendars,
         ARRAY(SELECT key FROM current_versions) AS processes,
         ARRAY(SELECT DISTINCT unnest(roles) FROM people WHERE active) AS "heldRoles",
         ARRAY(SELECT DISTINCT t.key FROM teams t JOIN team_members m ON m.team_id = t.id JOIN people p ON p.id = m.person_id
           WHERE p.active) AS "heldTeams",
         ARRAY(SELECT DISTINCT unnest(skills) FROM people WHERE active) AS "heldSkills",
         ARRAY(SELECT DISTINCT unnest(lines) FROM people WHERE active) AS "heldLines"`;

/** The names that a definition may use here: who and what this installation has. */
export async function readKnown(pool: Pool): Promise<Known> {
  const [{ rows }, templates, webhooks] = await Promise.all([
    pool.query<Record<Column, string[]>>(SQL),
    knownTemplates(pool),
    knownWebhooks(pool),
  ]);
  const { roles = [], teams = [], skills = [], calendars = [], processes = [] } = rows[0] ?? {};
  return {
    roles: new Set([...ROLES, ...roles]),
    teams: new Set(teams),
    skills: new Set(skills),
    calendars: new Set(calendars),
    processes: new Set(processes),
    templates,
    webhooks,
    held: {
      roles: new Set(rows[0]?.heldRoles),
      teams: new Set(rows[0]?.heldTeams),
      skills: new Set(rows[0]?.heldSkills),
      lines: new Set(rows[0]?.heldLines),
    },
  };
}
