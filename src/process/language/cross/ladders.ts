import { type Problem, problem } from '../finding';
import { mapOf } from '../names';
import { readRungAt } from '../shorthand';
import { type Path, partsOf, type Site } from './sites';
import { laddersOf } from './tasks';

const MINUTES = { minute: 1, hour: 60, day: 24 * 60, week: 7 * 24 * 60 };

/** What is wrong with the ladders of limits, beside the names in them. */
export function ladderProblems(sites: readonly Site[], text: Readonly<Record<string, unknown>>): Problem[] {
  return [
    ...laddersOf(text.limit, ['limit']).map(({ path }) =>
      problem('WrongPlace', path, "The limit of the whole process opens no task: a stage's or a task's limit does."),
    ),
    ...outOfOrder(text.limit, ['limit']),
    ...sites.flatMap(({ stage, path }) => [
      ...outOfOrder(stage.limit, [...path, 'limit']),
      ...partsOf(stage.tasks, [...path, 'tasks']).flatMap(({ part, path: at }) => [
        ...outOfOrder(part.limit, [...at, 'limit']),
        ...outOfOrder(part.due, [...at, 'due']),
      ]),
    ]),
  ];
}

/** Steps that come before the one above them, as far as that can be told: working days have no length of their own. */
function outOfOrder(limit: unknown, path: Path): Problem[] {
  const rungs = partsOf(mapOf(limit).ladder, [...path, 'ladder']);
  return rungs.flatMap(({ part, path: at }, i) => {
    const before = rungs[i - 1];
    return before && isBefore(lengthOf(part.at), lengthOf(before.part.at))
      ? [problem('PartsClash', [...at, 'at'], ORDER)]
      : [];
  });
}

function isBefore(here: Length | null, above: Length | null): boolean {
  if (!here || !above || above.length === 0) return false;
  return here.length === 0 || (here.kind === above.kind && here.length < above.length);
}

const ORDER = 'The steps of a ladder stand in their order: this one comes before the one above it.';

interface Length {
  length: number;
  kind: string;
}

function lengthOf(at: unknown): Length | null {
  const read = readRungAt(at);
  if (!read) return null;
  if (!read.after) return { length: 0, kind: 'none' };
  const { amount, unit, working } = read.after;
  const short = unit === 'minute' || unit === 'hour';
  return {
    length: amount * MINUTES[unit],
    kind: working ? (short ? 'working hours' : 'working days') : 'around the clock',
  };
}
