import type { Definition, Limit, Reaction, StageDefinition, TaskDefinition } from '../definition';
import { mapValues } from '../map-values';
import { likeness, mostAlike, stageLikeness } from '../migration/likeness';

/** What has another key in the newer version: by the newer key, the older one; tasks by their newer stage. */
export interface Renamed {
  stages: ReadonlyMap<string, string>;
  tasks: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Finds what was renamed: of what has gone, each is held against what is new, by its name and its tasks. */
export function findRenamed(from: Definition, to: Definition): Renamed {
  const stages = match(from.stages, to.stages, ([key, stage], [other, its]) =>
    Boolean(stage.within) === Boolean(its.within) ? stageLikeness({ key, ...stage }, { key: other, ...its }) : 0,
  );
  const tasks = new Map<string, ReadonlyMap<string, string>>();
  for (const [key, { tasks: its }] of Object.entries(to.stages)) {
    const old = from.stages[stages.get(key) ?? key]?.tasks ?? {};
    const found = match(old, its, ([a, { name }], [b, other]) =>
      likeness({ key: a, name }, { key: b, name: other.name }),
    );
    if (found.size > 0) tasks.set(key, found);
  }
  return { stages, tasks };
}

type Entry<T> = readonly [key: string, is: T];

function match<T>(
  from: Readonly<Record<string, T>>,
  to: Readonly<Record<string, T>>,
  score: (a: Entry<T>, b: Entry<T>) => number,
): Map<string, string> {
  const gone = Object.entries(from).filter(([key]) => !Object.hasOwn(to, key));
  const fresh = new Map(Object.entries(to).filter(([key]) => !Object.hasOwn(from, key)));
  const found = new Map<string, string>();
  for (const one of gone) {
    const best = mostAlike([...fresh], (other) => score(one, other));
    if (!best) continue;
    found.set(best.is[0], one[0]);
    fresh.delete(best.is[0]);
  }
  return found;
}

/** The older version in the names of the newer one, so that a rename is told once and not at each mention. */
export function inNewNames(old: Definition, { stages, tasks }: Renamed): Definition {
  const newStage = new Map([...stages].map(([now, before]) => [before, now]));
  const stage = (key: string) => newStage.get(key) ?? key;
  const target = <T extends string | null | undefined>(to: T) => (typeof to === 'string' ? stage(to) : to) as T;
  const renamed = Object.entries(old.stages).map(([key, one]) => {
    const now = stage(key);
    const newTask = new Map([...(tasks.get(now) ?? [])].map(([is, was]) => [was, is]));
    return [now, stageInNewNames(one, target, (task) => newTask.get(task) ?? task)] as const;
  });
  return {
    ...old,
    stages: Object.fromEntries(renamed),
    closed: mapValues(old.closed, (one) => ({
      ...one,
      reopen: one.reopen && { ...one.reopen, to: stage(one.reopen.to) },
    })),
    moves: old.moves.map((one) => ({ ...one, from: one.from.map(stage), to: stage(one.to) })),
    ...(old.limit && { limit: limitInNewNames(old.limit, target, (task) => task) }),
    ...(old.on && { on: reactionsInNewNames(old.on, target) }),
  };
}

type Target = <T extends string | null | undefined>(to: T) => T;
type TaskName = (task: string) => string;

function stageInNewNames(old: StageDefinition, target: Target, task: TaskName): StageDefinition {
  return {
    ...old,
    atLimit: target(old.atLimit),
    limit: old.limit && limitInNewNames(old.limit, target, task),
    tasks: Object.fromEntries(
      Object.entries(old.tasks).map(([key, one]) => [task(key), taskInNewNames(one, target, task)]),
    ),
    ...(old.next !== undefined && { next: target(old.next) }),
    ...(old.within && { within: { ...old.within, stage: target(old.within.stage) } }),
    ...(old.branches && { branches: mapValues(old.branches, (one) => ({ ...one, first: target(one.first) })) }),
    ...(old.on && { on: reactionsInNewNames(old.on, target) }),
  };
}

function taskInNewNames(old: TaskDefinition, target: Target, task: TaskName): TaskDefinition {
  return {
    ...old,
    after: old.after.map(task),
    limit: old.limit && limitInNewNames(old.limit, target, task),
    outcomes: mapValues(old.outcomes, (one) => ({
      ...one,
      to: target(one.to),
      ...(one.routes && { routes: one.routes.map((route) => ({ ...route, to: target(route.to) })) }),
      ...(one.opens && { opens: one.opens.map(task) }),
    })),
  };
}

function limitInNewNames(old: Limit, target: Target, task: TaskName): Limit {
  if (!old.ladder) return old;
  const ladder = old.ladder.map((rung) => {
    const { does } = rung;
    if (does.act === 'move') return { ...rung, does: { ...does, to: target(does.to) } };
    return does.act === 'open' ? { ...rung, does: { ...does, task: task(does.task) } } : rung;
  });
  return { ...old, ladder };
}

const reactionsInNewNames = (old: Readonly<Record<string, readonly Reaction[]>>, target: Target) =>
  mapValues(old, (list) => list.map((one) => ({ ...one, to: target(one.to) })));
