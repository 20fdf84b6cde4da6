import type { Pool } from 'pg';
import { ROLES } from '../access';
import { knownTemplates, knownWebhooks } from '../outbound';
import type { Known } from '../process/language/known';

type Column = 'roles' | 'teams' | 'skills' | 'calendars' | 'processes';

const SQL = `
  SELECT ARRAY(SELECT DISTINCT unnest(roles) FROM people) AS roles,
         ARRAY(SELECT key FROM teams) AS teams,
         ARRAY(SELECT DISTINCT unnest(skills) FROM people) AS skills,
         ARRAY(SELECT DISTINCT key FROM calendars) AS calendars,
         ARRAY(SELECT key FROM current_versions) AS processes`;

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
  };
}
