import type { Definition } from '../definition';
import type { Member } from './example';

/** Somebody for every role, team and pool that the definition names, beside its owner and the manager. */
export function membersFor(definition: Definition): Record<string, Member> {
  const nobody: Member = { roles: [], teams: [], skills: [], lines: [], manager: null };
  const found: Record<string, Member> = {};
  const add = (name: string, member: Partial<Member>) => {
    found[name] = { ...nobody, ...member };
  };
  for (const { tasks } of Object.values(definition.stages))
    for (const { assignee } of Object.values(tasks)) {
      if (assignee.rule === 'role') add(`of-${assignee.role}`, { roles: [assignee.role] });
      if (assignee.rule === 'team') add(`of-team-${assignee.team}`, { teams: [assignee.team] });
      if ('of' in assignee) {
        const { role, team, skill, line } = assignee.of;
        const name = [role, team, skill, line].filter((one) => one !== undefined).join('-');
        const list = (one: string | undefined) => (one === undefined ? [] : [one]);
        add(`one-${name}`, { roles: list(role), teams: list(team), skills: list(skill), lines: list(line) });
      }
    }
  for (const role of rolesNamed(definition)) if (!found[`of-${role}`]) add(`of-${role}`, { roles: [role] });
  return found;
}

const NO_ROLES = new Set(['owner', 'manager', 'anyone']);

function rolesNamed(definition: Definition): Set<string> {
  const stages = Object.values(definition.stages);
  const who = [
    ...stages.flatMap(({ skip }) => skip?.who ?? []),
    ...stages
      .flatMap(({ tasks }) => Object.values(tasks).flatMap(({ outcomes }) => Object.values(outcomes)))
      .flatMap((one) => one.who ?? []),
    ...Object.values(definition.closed).flatMap(({ who, reopen }) => [...who, ...(reopen?.who ?? [])]),
    ...definition.moves.flatMap((move) => move.who),
    ...Object.values(definition.fields).flatMap(({ edit }) => edit ?? []),
  ];
  return new Set(who.filter((one) => !NO_ROLES.has(one)));
}
