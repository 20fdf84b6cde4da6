import type { Definition, Limit, TaskDefinition } from '../definition';
import { anatomyOf } from './fragment';

/** Tells the tasks of a definition that change nothing of what else can happen. */
export type Inert = (stage: string, task: string) => boolean;

const known = new WeakMap<Definition, Inert>();

/**
 * Tasks that lead nowhere, hold nothing up, and touch no field that a condition reads: whether they are open, done, or were
 * never asked for makes no difference to anything else. They are most of what makes situations many, and none of what makes
 * them different.
 */
export function inertOf(definition: Definition): Inert {
  const found = known.get(definition) ?? inertTasks(definition);
  known.set(definition, found);
  return found;
}

interface Named {
  stage: string;
  name: string;
  task: TaskDefinition;
}

/** Begins with all that may be, and takes out what turns out to make a difference, until nothing more does. */
function inertTasks(definition: Definition): Inert {
  const tasks = Object.entries(definition.stages).flatMap(([stage, one]) =>
    Object.entries(one.tasks).map(([name, task]): Named => ({ stage, name, task })),
  );
  const keyOf = ({ stage, name }: Pick<Named, 'stage' | 'name'>) => `${stage}/${name}`;
  const inert = new Set(tasks.filter(({ task }) => staysInPlace(task)).map(keyOf));
  for (let before = -1; before !== inert.size; ) {
    before = inert.size;
    const others = tasks.filter((one) => !inert.has(keyOf(one)));
    const read = fieldsRead(definition, (stage, name) => inert.has(keyOf({ stage, name })));
    for (const one of tasks)
      if (touches(one.task, read) || opensOther(one, inert) || others.some((other) => waitsFor(other, one)))
        inert.delete(keyOf(one));
  }
  return (stage, name) => inert.has(keyOf({ stage, name }));
}

/** Every answer leaves things where they are. */
const staysInPlace = ({ outcomes, required, limit }: TaskDefinition): boolean =>
  !required &&
  !moves(limit) &&
  Object.values(outcomes).every(({ to, routes, wait, waitFor }) => to === null && !routes && !wait && !waitFor);

const moves = (limit: Limit | null): boolean => (limit?.ladder ?? []).some(({ does }) => does.act === 'move');

const touches = ({ outcomes }: TaskDefinition, read: ReadonlySet<string>): boolean =>
  Object.values(outcomes).some(({ ask, set }) => [...ask, ...Object.keys(set)].some((field) => read.has(field)));

function opensOther({ stage, task }: Named, inert: ReadonlySet<string>): boolean {
  const byLadder = (task.limit?.ladder ?? []).flatMap(({ does }) => (does.act === 'open' ? [does.task] : []));
  const called = [...byLadder, ...Object.values(task.outcomes).flatMap(({ opens = [] }) => opens)];
  return called.some((name) => !inert.has(`${stage}/${name}`));
}

const waitsFor = (other: Named, { stage, name }: Named): boolean =>
  other.stage === stage && other.task.after.includes(name);

/** The fields that conditions read which decide what can happen; lights and wishes decide nothing. */
function fieldsRead(definition: Definition, inert: Inert): ReadonlySet<string> {
  const conditions = [
    ...Object.keys(definition.stages).flatMap((stage) => conditionsAt(definition, stage, inert)),
    ...Object.values(definition.on ?? {}).flatMap((list) => list.map(({ when }) => when)),
    ...Object.values(definition.closed).map(({ require }) => require.condition),
    ...definition.moves.map(({ when }) => when),
  ];
  const fields = conditions.flatMap((one) =>
    one === null || one === undefined ? [] : (anatomyOf(one, definition.fields).atoms ?? []).map(({ field }) => field),
  );
  return new Set(fields);
}

/** The conditions of a stage that decide what can happen there. */
export function conditionsAt({ stages }: Definition, key: string, inert: Inert): (string | null | undefined)[] {
  const { when, enter, leave, branches = {}, on = {}, tasks = {} } = stages[key] ?? {};
  return [
    when,
    enter?.condition,
    leave?.condition,
    ...Object.values(branches).map((branch) => branch.when),
    ...Object.values(on).flatMap((list) => list.map((one) => one.when)),
    ...Object.entries(tasks).flatMap(([name, task]) => (inert(key, name) ? [] : conditionsOfTask(task))),
  ];
}

const conditionsOfTask = ({ when, repeat, outcomes }: TaskDefinition): (string | null | undefined)[] => [
  when,
  repeat?.until,
  ...Object.values(outcomes).flatMap((outcome) => [outcome.when, ...(outcome.routes ?? []).map((route) => route.when)]),
];
