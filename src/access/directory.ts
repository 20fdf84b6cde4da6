import type { Database, Pool } from '../platform/database';
import type { Text } from '../process';

/** A person as colleagues see them. */
export interface Colleague {
  id: string;
  name: string;
  email: string;
  language: string;
  roles: string[];
  /** What pools ask for beside roles and teams. */
  skills: string[];
  lines: string[];
  teams: string[];
  managerId: string | null;
  officeId: string | null;
  /** Their own; without one a team's counts, then the office's. */
  calendar: string | null;
  active: boolean;
}

/** Everybody in the company, by name. */
export async function listPeople(db: Database): Promise<Colleague[]> {
  const people = await db.person.findMany({
    include: { teams: { include: { team: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return people.map(colleagueOf);
}

interface PersonRow extends Omit<Colleague, 'teams' | 'calendar'> {
  calendarKey: string | null;
  teams: { team: { key: string } }[];
}

function colleagueOf({ teams, calendarKey, ...row }: PersonRow): Colleague {
  const { id, name, email, language, roles, skills, lines, managerId, officeId, active } = row;
  const person = { id, name, email, language, roles, skills, lines, managerId, officeId, active };
  return { ...person, calendar: calendarKey, teams: teams.map(({ team }) => team.key).sort() };
}

export interface TeamOfPeople {
  id: string;
  key: string;
  name: Text;
  calendar: string | null;
  members: { id: string; name: string }[];
}

/** The teams and who is in them. */
export async function listTeams(db: Database): Promise<TeamOfPeople[]> {
  const teams = await db.team.findMany({
    include: { members: { include: { person: true } } },
    orderBy: { key: 'asc' },
  });
  return teams.map(({ id, key, name, calendarKey, members }) => ({
    id,
    key,
    calendar: calendarKey,
    name: name as unknown as Text,
    members: members.map(({ person }) => ({ id: person.id, name: person.name })),
  }));
}

/** What everybody is called, those included who are no longer here. */
export async function namesOfPeople(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; name: string }>('SELECT id, name FROM people');
  return new Map(rows.map(({ id, name }) => [id, name]));
}
