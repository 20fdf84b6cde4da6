import { type Actor, SYSTEM } from '../command';
import type { Pool } from '../definition';
import type { Calendar } from '../time/calendar';
import { type Given, type Member, SOMEBODY_ELSE, THE_MANAGER, THE_OWNER } from './example';
import type { World } from './run';

/** The ids of those whom nobody had to declare. */
const MANAGER = 'manager';
const STRANGER = 'somebody';

const NOBODY: Member = { roles: [], teams: [], skills: [], lines: [], manager: null };

/** The process itself, as an event from outside has it for its sender. */
export const OUTSIDE = 'outside';

/** The people of a trial, by what it calls them. */
export interface Cast {
  world: World;
  /** The id behind a name; `owner` is who owns the instance now. */
  idOf(name: string, owner: string): string;
  /** Who asks, with the rights that they have over this owner's instance. */
  actor(name: string, owner: string): Actor;
}

/** Puts the people of a trial together: its own, and above all of them a manager. */
export function castOf({ owner, people }: Pick<Given, 'owner' | 'people'>, calendar: Calendar): Cast {
  const members = new Map<string, Member>(Object.entries(people));
  for (const [id, role] of [
    [owner, 'rep'],
    [MANAGER, 'manager'],
    [STRANGER, 'rep'],
  ] as const)
    if (!members.has(id)) members.set(id, { ...NOBODY, roles: [role] });
  const managerOf = (id: string) => (id === MANAGER ? null : (members.get(id)?.manager ?? MANAGER));
  const holders = (pool: Pool) => [...members].filter(([, member]) => isIn(member, pool)).map(([id]) => id);
  const world: World = {
    calendar,
    people: {
      managerOf,
      pick: ({ of }) => holders(of)[0] ?? null,
      membersOf: holders,
      nameOf: (id) => (id === MANAGER ? THE_MANAGER : id === STRANGER ? SOMEBODY_ELSE : id),
    },
  };
  const idOf = (name: string, now: string) =>
    ({ [THE_OWNER]: now, [THE_MANAGER]: managerOf(now) ?? MANAGER, [SOMEBODY_ELSE]: STRANGER })[name] ?? name;
  return {
    world,
    idOf,
    actor(name, now) {
      if (name === OUTSIDE) return SYSTEM;
      const id = idOf(name, now);
      const { roles, teams } = members.get(id) ?? NOBODY;
      return { id, roles, teams, manages: isAbove(id, now, managerOf) };
    },
  };
}

const isIn = ({ roles, teams, skills, lines }: Member, { role, team, skill, line }: Pool): boolean =>
  (role === undefined || roles.includes(role)) &&
  (team === undefined || teams.includes(team)) &&
  (skill === undefined || skills.includes(skill)) &&
  (line === undefined || lines.includes(line));

/** Bounded by who is passed, so that a loop in the declared managers ends. */
function isAbove(id: string, owner: string, managerOf: (id: string) => string | null): boolean {
  const passed = new Set<string>();
  for (let above = managerOf(owner); above !== null && !passed.has(above); above = managerOf(above)) {
    if (above === id) return true;
    passed.add(above);
  }
  return false;
}
