import { type Problem, problem } from '../finding';
import type { Guess } from '../guess';
import { mapOf } from '../names';
import { inCircles } from './circles';
import { type Bare, type Path, partsOf, type Site, wordsOf } from './sites';

/** What is wrong between the tasks of one stage: those that come first, and those that are called for. */
export function taskProblems({ stage, path }: Site, guess: Guess): Problem[] {
  const at = [...path, 'tasks'];
  const tasks = partsOf(stage.tasks, at);
  const after = new Map(tasks.map(({ key, part }) => [key, wordsOf(part.after)]));
  const onCall = new Set(tasks.filter(({ part }) => part['on call'] === true).map(({ key }) => key));
  const calls = [
    ...laddersOf(stage.limit, [...path, 'limit']),
    ...tasks.flatMap(({ part, path: p }) => callsOf(part, p)),
  ];
  const called = new Set(calls.map(({ task }) => task));
  return [
    ...[...after].flatMap(([key, before]) =>
      before.flatMap((name, i) =>
        after.has(name) ? [] : [problem('UnknownTask', [...at, key, 'after', i], noTask(name, after.keys(), guess))],
      ),
    ),
    ...[...inCircles(after)].map((key) =>
      problem('TasksInACircle', [...at, key, 'after'], `'${key}' comes after itself, so it never opens.`),
    ),
    ...calls.flatMap(({ task, path: p }) => {
      if (!after.has(task)) return [problem('UnknownTask', p, noTask(task, onCall, guess))];
      return onCall.has(task)
        ? []
        : [problem('PartsClash', p, `'${task}' opens by itself: to be called for it says 'on call: true'.`)];
    }),
    ...[...onCall]
      .filter((key) => !called.has(key))
      .map((key) => problem('PartsClash', [...at, key, 'on call'], `Nothing calls for '${key}', so it never opens.`)),
  ];
}

interface Call {
  task: string;
  path: Path;
}

const callsOf = (task: Bare, path: Path): Call[] => [
  ...laddersOf(task.limit, [...path, 'limit']),
  ...laddersOf(task.due, [...path, 'due']),
  ...partsOf(task.outcomes, [...path, 'outcomes']).flatMap(({ part, path: at }) =>
    wordsOf(part.open).map((name, i) => ({ task: name, path: [...at, 'open', i] })),
  ),
];

/** The tasks that the ladder of a limit opens. */
export const laddersOf = (limit: unknown, path: Path): Call[] =>
  partsOf(mapOf(limit).ladder, [...path, 'ladder']).flatMap(({ part, path: at }) =>
    typeof part.open === 'string' ? [{ task: part.open, path: [...at, 'open'] }] : [],
  );

const noTask = (name: string, tasks: Iterable<string>, guess: Guess): string =>
  `This stage has no task '${name}'${guess(name, tasks) || '.'}`;
