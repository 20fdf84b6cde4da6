import type { Pool as Connections } from 'pg';
import { readCalendar } from '../src/platform/calendars';
import { type Definition, OWNERS_CALENDAR, type Pool } from '../src/process';
import type { Calendar } from '../src/process/time/calendar';
import type { PoolRule } from '../src/process/time/resolve';

/** What facts are resolved from, as of one version number. Kept in memory; `record_decision` says when it is stale. */
export interface Reference {
  version: number;
  /** The newest version of each calendar. */
  calendars: ReadonlyMap<string, Calendar>;
  people: Directory;
}

export interface Directory {
  /** The nearest one above who still works here, whether or not the person does. */
  managerOf(person: string): string | null;
  /**
   * Shares pools out evenly among histories that are made at once, as an import makes them. A decision that is lived
   * takes turns instead: see pools.ts.
   */
  pick(rule: PoolRule, task: string): string | null;
  /** Everybody who works here and meets every condition of a pool. */
  inPool(pool: Pool): readonly string[];
  /** Everybody who may claim from a queue. */
  membersOf(queue: { role: string } | { team: string }): readonly string[];
  /** Key of the calendar that somebody works by: their own, else a team's, else their office's. */
  calendarOf(person: string): string;
}

/** The calendar that the limits of a process count in for this owner. @throws Error when it is in no table */
export function calendarFor({ calendars, people }: Reference, { key, calendar }: Definition, owner: string): Calendar {
  const named = calendar === OWNERS_CALENDAR ? people.calendarOf(owner) : calendar;
  const found = calendars.get(named);
  if (!found) throw new Error(`The calendar "${named}" of process "${key}" is in no table.`);
  return found;
}

export interface ReferenceSource {
  current(): Promise<Reference>;
  /** Reads anew: what was handed out last has been found stale. */
  refresh(): Promise<Reference>;
}

/** Keeps the reference data of a worker: read once, and again when a decision finds it stale. */
export function createReferenceSource(pool: Pick<Connections, 'query'>): ReferenceSource {
  let known: Promise<Reference> | null = null;
  const refresh = () => {
    const reading = read(pool);
    known = reading;
    // A failed read must not be remembered: the next caller tries again.
    reading.catch(() => {
      if (known === reading) known = null;
    });
    return reading;
  };
  return { current: () => known ?? refresh(), refresh };
}

interface PersonRow {
  id: string;
  active: boolean;
  managerId: string | null;
  roles: string[];
  teams: string[];
  skills: string[];
  lines: string[];
  calendar: string;
}

interface ReferenceRow {
  version: number;
  calendars: { key: string; version: number; definition: unknown }[] | null;
  people: PersonRow[] | null;
}

async function read(pool: Pick<Connections, 'query'>): Promise<Reference> {
  const { rows } = await pool.query<ReferenceRow>(`
    SELECT (SELECT value::int FROM settings WHERE key = 'reference') AS version,
      (SELECT json_agg(c) FROM (SELECT DISTINCT ON (key) key, version, definition FROM calendars ORDER BY key, version DESC) c) AS calendars,
      (SELECT json_agg(p) FROM (
         SELECT id, active, manager_id AS "managerId", roles, skills, lines, calendar_of(id) AS calendar, ARRAY(SELECT t.key FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.person_id = people.id) AS teams
         FROM people) p) AS people`);
  const row = rows[0];
  if (!row) throw new Error('The settings table has no reference version: were the migrations applied?');
  const calendars = new Map((row.calendars ?? []).map((one) => [one.key, readCalendar(one)]));
  return { version: row.version, calendars, people: directoryOf(row.people ?? []) };
}

function directoryOf(people: readonly PersonRow[]): Directory {
  const known = new Map(people.map((person) => [person.id, person]));
  const active = people.filter((person) => person.active);
  const inPool = (pool: Pool) => active.filter((person) => meets(person, pool)).map(({ id }) => id);
  return {
    managerOf(person) {
      // Bounded by who is passed, so that a loop in the data ends.
      const passed = new Set([person]);
      let above = known.get(known.get(person)?.managerId ?? '');
      while (above && !above.active && !passed.has(above.id)) {
        passed.add(above.id);
        above = known.get(above.managerId ?? '');
      }
      return above && !passed.has(above.id) ? above.id : null;
    },
    pick: shareOut(inPool),
    inPool,
    membersOf: (queue) =>
      active
        .filter((p) => ('role' in queue ? p.roles.includes(queue.role) : p.teams.includes(queue.team)))
        .map((p) => p.id),
    calendarOf: (person) => known.get(person)?.calendar ?? 'office',
  };
}

const meets = (person: PersonRow, { role, team, skill, line }: Pool): boolean =>
  (role === undefined || person.roles.includes(role)) &&
  (team === undefined || person.teams.includes(team)) &&
  (skill === undefined || person.skills.includes(skill)) &&
  (line === undefined || person.lines.includes(line));

/** Each time to whoever got the fewest so far; between equals the id decides. */
function shareOut(inPool: Directory['inPool']): Directory['pick'] {
  const given = new Map<string, number>();
  const had = (person: string) => given.get(person) ?? 0;
  return ({ of }) => {
    const [next = null] = inPool(of).toSorted((a, b) => had(a) - had(b) || (a < b ? -1 : 1));
    if (next !== null) given.set(next, had(next) + 1);
    return next;
  };
}
