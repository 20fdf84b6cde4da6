import type { Definition } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import { openTasks } from '../machine/draft';
import {
  branchOf,
  branchSubject,
  type Clock,
  type Deadline,
  PROCESS,
  repeatedTask,
  repeatOf,
  type Snapshot,
  STAGE,
} from '../snapshot';
import type { Cells } from './cells';
import { inertOf } from './inert';

/**
 * What of a snapshot makes a difference to what can come: where it is, what became of the tasks of this visit, what it
 * waits for, how far ladders that do something have been climbed, and the fields that decide anything here. Two snapshots
 * with the same key are one place.
 */
export function keyOf(definition: Definition, snapshot: Snapshot, cells: Cells): string {
  const { state, branches = {}, wait, repeats = {}, fields } = snapshot;
  return JSON.stringify([
    state,
    Object.entries(branches).map(([key, { at }]) => [key, at]),
    tasksOf(definition, snapshot),
    wait && (wait.event ?? true),
    Object.keys(repeats)
      .filter((key) => !isInertRepeat(definition, key))
      .sort(),
    climbedOf(definition, snapshot),
    Object.keys(cells).map((key) => fields[key] ?? definition.fields[key]?.default ?? null),
  ]);
}

/** The newest task of each name, and what became of it. One that was withdrawn by itself is as if it had never been. */
function tasksOf(definition: Definition, { tasks }: Snapshot): string[] {
  const inert = inertOf(definition);
  const last = new Map<string, string | null>();
  for (const { task, stage, status, outcome } of tasks)
    if (task !== null && !inert(stage, task))
      last.set(`${stage}/${task}`, status === 'cancelled' && outcome === null ? null : status);
  return [...last].flatMap(([name, status]) => (status === null ? [] : [`${name} ${status}`])).sort();
}

const climbedOf = (definition: Definition, snapshot: Snapshot): [subject: string, climbed: number][] =>
  clocksOf(snapshot).flatMap(([subject, clock]) =>
    actsOf(definition, snapshot, subject, clock).length > 0
      ? [[nameOf(subject), done(definition, snapshot, subject, clock)]]
      : [],
  );

const nameOf = (subject: string): string => subject.split('#')[0] ?? subject;

function clocksOf({ clock, processClock, branches = {}, tasks }: Snapshot): [subject: string, clock: Clock][] {
  const all: [string, Clock | null | undefined][] = [
    [STAGE, clock],
    [PROCESS, processClock],
    ...Object.entries(branches).map(([key, one]): [string, Clock | null] => [branchSubject(key), one.clock]),
    ...openTasks({ tasks }).map((task): [string, Clock | null] => [task.key, task.clock]),
  ];
  return all.flatMap(([subject, one]) => (one ? [[subject, one] as [string, Clock]] : []));
}

/** The steps of a clock's ladder that move something, or open a task that makes a difference, by their numbers. */
function actsOf(definition: Definition, snapshot: Snapshot, subject: string, { limit }: Clock): number[] {
  const inert = inertOf(definition);
  const stages = stagesOf(snapshot, subject);
  return (limit?.ladder ?? []).flatMap(({ does }, i) =>
    does.act === 'move' || (does.act === 'open' && stages.some((stage) => !inert(stage, does.task))) ? [i] : [],
  );
}

/** Whether the step of a ladder that is next does something. */
export function climbsTo(definition: Definition, snapshot: Snapshot, { subject }: Deadline): boolean {
  const clock = new Map(clocksOf(snapshot)).get(subject);
  return clock !== undefined && actsOf(definition, snapshot, subject, clock).includes(clock.climbed ?? 0);
}

/** How many of them are behind. */
const done = (definition: Definition, snapshot: Snapshot, subject: string, clock: Clock): number =>
  actsOf(definition, snapshot, subject, clock).filter((i) => i < (clock.climbed ?? 0)).length;

const stagesOf = ({ state, branches = {}, tasks }: Snapshot, subject: string): string[] => {
  const task = tasks.find(({ key }) => key === subject);
  const branch = branches[branchOf(subject) ?? ''];
  return [task?.stage ?? branch?.at ?? state];
};

const isInertRepeat = (definition: Definition, key: string): boolean => {
  const { stage, task } = repeatedTask(key);
  return inertOf(definition)(stage, task);
};

/**
 * The deadlines that do more than tell somebody. Steps of a ladder are climbed one after the other, so one that does nothing
 * counts while one that does is above it.
 */
export function effectiveDeadlines(definition: Definition, snapshot: Snapshot): Deadline[] {
  const clocks = new Map(clocksOf(snapshot));
  return deadlinesOf(snapshot).filter(({ subject, kind }) => {
    if (kind === 'wait over') return true;
    if (kind === 'repeat') return !isInertRepeat(definition, repeatOf(subject) ?? '');
    if (kind === 'overdue') return movesAtLimit(definition, snapshot, subject);
    const clock = kind === 'rung' ? clocks.get(subject) : undefined;
    return clock !== undefined && actsOf(definition, snapshot, subject, clock).some((i) => i >= (clock.climbed ?? 0));
  });
}

function movesAtLimit({ stages }: Definition, { state, branches = {} }: Snapshot, subject: string): boolean {
  const at = subject === STAGE ? state : branches[branchOf(subject) ?? '']?.at;
  return (stages[at ?? '']?.atLimit ?? null) !== null;
}
