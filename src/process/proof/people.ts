import type { Addressee, AssigneeRule, Definition, Limit, Pool, TaskDefinition, Who } from '../definition';
import { problem } from '../language/finding';
import { outcomePath, type Path, stagePath, taskPath } from './place';
import type { Suspect } from './suspect';

/**
 * Roles, teams, skills and lines of business that at least one person has. What is absent is not checked: a definition can be
 * proven where nobody works yet.
 */
export interface Held {
  roles?: ReadonlySet<string>;
  teams?: ReadonlySet<string>;
  skills?: ReadonlySet<string>;
  lines?: ReadonlySet<string>;
}

/** Tasks, outcomes and moves that nobody may do, and limits that nobody hears of. */
export function peopleFindings(definition: Definition, held: Held): Suspect[] {
  return [
    ...Object.entries(definition.stages).flatMap(([stage, { tasks, skip }]) => [
      ...(skip && isNobody(skip.who, held)
        ? [
            problem(
              'NobodyMay',
              [...stagePath(definition, stage), 'skip'],
              `Nobody may skip '${stage}'${whoSays(skip.who)}.`,
            ),
          ]
        : []),
      ...Object.entries(tasks).flatMap(([name, task]) => ofTask(definition, stage, name, task, held)),
    ]),
    ...definition.moves.flatMap(({ who, to }, i) =>
      isNobody(who, held) ? [problem('NobodyMay', ['moves', i], `Nobody may move to '${to}' so${whoSays(who)}.`)] : [],
    ),
    ...Object.entries(definition.closed).flatMap(([key, { reopen }]) =>
      reopen && isNobody(reopen.who, held)
        ? [problem('NobodyMay', ['closed', key, 'reopen'], `Nobody may open it again${whoSays(reopen.who)}.`)]
        : [],
    ),
    ...limitsOf(definition).flatMap((limit) => untold(limit, held)),
  ];
}

/** Whether a list of people names nobody: it is empty, or all it names are roles that nobody has. */
const isNobody = (who: readonly Who[], { roles }: Held): boolean =>
  who.every((one) => !['owner', 'manager', 'anyone'].includes(one) && roles !== undefined && !roles.has(one));

const whoSays = (who: readonly Who[]): string =>
  who.length === 0 ? ": 'who' is empty" : `: nobody has the role ${who.map((one) => `'${one}'`).join(' or ')}`;

function ofTask(definition: Definition, stage: string, name: string, task: TaskDefinition, held: Held): Suspect[] {
  const path = taskPath(definition, stage, name);
  const goal: Suspect['goal'] = ({ tasks }) =>
    tasks.some((one) => one.status === 'open' && one.task === name && one.stage === stage);
  const found = (at: Path, message: string): Suspect => ({ ...problem('NobodyMay', at, message), goal });
  const missing = missingFrom(task.assignee, held);
  if (missing) return [found([...path, 'assignee'], `Nobody may do the task '${name}': nobody has ${missing}.`)];
  const outcomes = Object.entries(task.outcomes);
  const shut = outcomes.filter(([, { who }]) => who && cannotAnswer(task.assignee, who, held));
  if (shut.length === outcomes.length)
    return [found(path, `Nobody may do the task '${name}': whoever can answer it may give none of its outcomes.`)];
  return shut.map(([key]) =>
    found(
      outcomePath(definition, stage, name, key),
      `Nobody may answer '${key}': whoever 'who' names cannot answer the task.`,
    ),
  );
}

/** What an assignee asks for that nobody has. */
function missingFrom(assignee: AssigneeRule, held: Held): string | null {
  const lacks = (what: string, key: string | undefined, known: ReadonlySet<string> | undefined) =>
    key !== undefined && known !== undefined && !known.has(key) ? `the ${what} '${key}'` : null;
  const ofPool = ({ role, team, skill, line }: Pool) =>
    lacks('role', role, held.roles) ??
    lacks('team', team, held.teams) ??
    lacks('skill', skill, held.skills) ??
    lacks('line', line, held.lines);
  switch (assignee.rule) {
    case 'role':
    case 'team':
      return ofPool(assignee);
    case 'least loaded':
    case 'in turn':
      return ofPool(assignee.of);
    default:
      return null;
  }
}

/** An owner cannot give the word that is asked of their manager. */
const cannotAnswer = ({ rule }: AssigneeRule, who: readonly Who[], held: Held): boolean =>
  isNobody(who, held) || (rule === "owner's manager" && who.every((one) => one === 'owner'));

interface Limited {
  path: Path;
  limit: Limit;
  /** Passing it does something by itself. */
  moves: boolean;
}

function limitsOf(definition: Definition): Limited[] {
  const of = (path: Path, limit: Limit | null, moves = false): Limited[] => (limit ? [{ path, limit, moves }] : []);
  return [
    ...(definition.limitWatched ? of(['limit'], definition.limit) : []),
    ...Object.entries(definition.stages).flatMap(([key, { limit, atLimit, tasks }]) => [
      ...of([...stagePath(definition, key), 'limit'], limit, atLimit !== null),
      ...Object.entries(tasks).flatMap(([task, one]) => of([...taskPath(definition, key, task), 'limit'], one.limit)),
    ]),
  ];
}

/** A limit that is neither announced nor followed up, or whose ladder tells people who are not there. */
function untold({ path, limit, moves }: Limited, held: Held): Suspect[] {
  const { dueSoonPct, escalateAfter, ladder = [] } = limit;
  if (dueSoonPct >= 100 && escalateAfter === null && ladder.length === 0 && !moves) {
    const message =
      "Nobody is warned before this limit, and nobody above is told after it: leave out one 'never', or say what happens 'at limit'.";
    return [problem('LimitToldNobody', path, message, 'warning')];
  }
  return ladder.flatMap(({ does }, i) => {
    const who = does.act === 'notify' || does.act === 'mail' ? nobody(does.who, held) : null;
    const message = `This step of the ladder tells nobody: nobody is in the ${who}.`;
    return who ? [problem('LimitToldNobody', [...path, 'ladder', i], message, 'warning')] : [];
  });
}

function nobody(who: Addressee, { roles, teams }: Held): string | null {
  if (typeof who === 'string') return null;
  if ('role' in who) return roles && !roles.has(who.role) ? `role '${who.role}'` : null;
  return teams && !teams.has(who.team) ? `team '${who.team}'` : null;
}
