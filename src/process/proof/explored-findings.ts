import type { Definition } from '../definition';
import { type Problem, problem } from '../language/finding';
import type { Snapshot } from '../snapshot';
import { deadEnds } from './dead-ends';
import { doingsTo, type Explored } from './explore';
import { inertOf } from './inert';
import { stagePath, taskPath } from './place';
import type { Suspect } from './suspect';
import { type Doing, replayTrace, type Step, stepOf } from './trace';

/** What shows only when the engine runs a definition. `told` are the codes that are found already, by stage. */
export function exploredFindings(definition: Definition, explored: Explored, told: readonly Problem[]): Suspect[] {
  const of = (code: Problem['code']) =>
    new Set(told.filter((one) => one.code === code).map(({ path }) => String(path[1])));
  return [
    ...deadEnds(definition, explored, of('NoWayToClose')),
    ...neverReached(definition, explored, told),
    ...(explored.complete ? [] : [outOfBudget(definition, explored)]),
  ];
}

/** Stages and tasks that no instance ever comes to, although something leads there: its conditions never hold together. */
function neverReached(definition: Definition, explored: Explored, told: readonly Problem[]): Suspect[] {
  const stages = Object.keys(definition.stages);
  if (!explored.complete || !stages.every((key) => explored.relevant.isDecided(topOf(definition, key)))) return [];
  const seen = new Set<string>();
  const opened = new Set<string>();
  for (const { snapshot } of explored.places) {
    seen.add(snapshot.state);
    for (const { at } of Object.values(snapshot.branches ?? {})) if (at !== null) seen.add(at);
    for (const { stage, task } of snapshot.tasks) opened.add(`${stage}/${task}`);
  }
  // Whether tasks that make no difference are open is not followed.
  const inert = inertOf(definition);
  const known = new Set(told.map(({ path }) => path.join('/')));
  const isTold = (path: Problem['path']) => [...known].some((one) => `${one}/`.startsWith(`${path.join('/')}/`));
  return stages.flatMap((key): Suspect[] => {
    const path = stagePath(definition, key);
    if (!seen.has(key)) return isTold(path) ? [] : [problem('UnreachableStage', path, unreached(key))];
    return Object.keys(definition.stages[key]?.tasks ?? {}).flatMap((task) => {
      const at = taskPath(definition, key, task);
      const isSeen = inert(key, task) || opened.has(`${key}/${task}`);
      return isSeen || isTold(at) ? [] : [problem('NeverOpens', at, unopened(task))];
    });
  });
}

const topOf = ({ stages }: Definition, key: string): string => stages[key]?.within?.stage ?? key;

const unreached = (key: string): string =>
  `No instance ever comes to '${key}': the conditions on all ways there never hold.`;

const unopened = (task: string): string =>
  `The task '${task}' never opens: what has to come first, or hold, never does while the stage is open.`;

/** Where the exploration grew largest, and by what, is where the process could be made simpler. */
function outOfBudget(definition: Definition, { places, decisions, relevant }: Explored): Problem {
  const byStage = new Map<string, number>();
  for (const { snapshot } of places) byStage.set(snapshot.state, (byStage.get(snapshot.state) ?? 0) + 1);
  const [[most, count] = ['', 0]] = [...byStage].sort(([, a], [, b]) => b - a);
  const left = Object.keys(definition.stages).filter((key) => !byStage.has(key) && !definition.stages[key]?.within);
  const fields = Object.keys(relevant.at(most));
  return problem(
    'CannotTell',
    [],
    [
      `After ${decisions} decisions and ${places.length} situations there are more: dead ends beyond them cannot be told.`,
      left.length > 0 ? `${left.length} stages were not come to.` : '',
      `Most situations (${count}) are at '${most}'.`,
      fields.length > 0
        ? `Fewer conditions there would help (on ${fields.join(', ')}), or fewer tasks side by side.`
        : 'Fewer tasks or branches side by side would help.',
    ]
      .filter(Boolean)
      .join(' '),
    'cannot tell',
  );
}

/** A finding with the shortest way to what it claims, if the engine goes that way from the start. */
export function withTrace(definition: Definition, explored: Explored, suspect: Suspect): Problem {
  const { goal, circle, breaks, ...found } = suspect;
  const trace =
    (goal && traceTo(definition, explored, goal)) ??
    (circle && traceRound(definition, explored, circle)) ??
    (breaks && traceToBreak(definition, explored));
  return trace ? { ...found, trace } : found;
}

/** To where the engine gives up. */
function traceToBreak(definition: Definition, explored: Explored): Step[] | null {
  for (const { from, by } of explored.broken) {
    const steps = [...doingsTo(explored, from), ...by].map(stepOf);
    if (replayTrace(definition, steps) === 'broken') return steps;
  }
  return null;
}

function traceTo(definition: Definition, explored: Explored, goal: (at: Snapshot) => boolean): Step[] | null {
  const at = explored.places.findIndex(({ snapshot }) => goal(snapshot));
  return at < 0 ? null : replayed(definition, doingsTo(explored, at), goal);
}

function replayed(definition: Definition, doings: readonly Doing[], goal: (at: Snapshot) => boolean): Step[] | null {
  const steps = doings.map(stepOf);
  const end = replayTrace(definition, steps);
  return end && end !== 'broken' && goal(end) ? steps : null;
}

/** To a stage, and by deadlines alone back to it. */
function traceRound(definition: Definition, explored: Explored, stage: string): Step[] | null {
  const { places } = explored;
  const isAt = (at: number) => isWithin(places[at]?.snapshot, stage);
  const starts = places.flatMap((_, at) => (isAt(at) ? [at] : []));
  for (const start of starts.slice(0, MOST_STARTS)) {
    const round = roundFrom(explored, start, isAt);
    const visits = (at: Snapshot) => isWithin(at, stage) && (at.visits[stage] ?? 0) > 1;
    const found = round && replayed(definition, [...doingsTo(explored, start), ...round], visits);
    if (found) return found;
  }
  return null;
}

const MOST_STARTS = 20;

const isWithin = (at: Snapshot | undefined, stage: string): boolean =>
  at !== undefined && (at.state === stage || Object.values(at.branches ?? {}).some((branch) => branch.at === stage));

/** The shortest run of deadlines that leaves the stage and comes back. */
function roundFrom({ places }: Explored, start: number, isBack: (at: number) => boolean): Doing[] | null {
  const seen = new Set<number>();
  let open: [at: number, doings: Doing[], left: boolean][] = [[start, [], false]];
  while (open.length > 0) {
    const next: typeof open = [];
    for (const [at, doings, left] of open)
      for (const { to, by } of places[at]?.ways ?? []) {
        const [only, more] = by;
        if (only?.type !== 'time passes' || more) continue;
        const gone = left || !isBack(to) || to === start;
        if (gone && isBack(to)) return [...doings, only];
        if (!seen.has(to)) next.push([to, [...doings, only], gone]);
        seen.add(to);
      }
    open = next;
  }
  return null;
}
