import type { Pool } from 'pg';
import { ROLES } from '../access';
import type { Known } from '../process/language/known';

/** The names that a definition may use here: who and what this installation has. */
export async function readKnown(db: Pick<Pool, 'query'>): Promise<Known> {
  const { rows } = await db.query<Record<'roles' | 'teams' | 'calendars' | 'processes', string[]>>(
    `SELECT ARRAY(SELECT DISTINCT unnest(roles) FROM people) AS roles,
            ARRAY(SELECT key FROM teams) AS teams,
            ARRAY(SELECT DISTINCT key FROM calendars) AS calendars,
            ARRAY(SELECT key FROM current_versions) AS processes`,
  );
  const { roles = [], teams = [], calendars = [], processes = [] } = rows[0] ?? {};
  return {
    roles: new Set([...ROLES, ...roles]),
    teams: new Set(teams),
    calendars: new Set(calendars),
    processes: new Set(processes),
  };
}
