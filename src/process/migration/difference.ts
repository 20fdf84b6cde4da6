import type { InstancePlan } from '../command';
import { deadlinesOf } from '../machine/deadlines';
import {
  branchSubject,
  type Clock,
  type Deadline,
  type DeadlineKind,
  PROCESS,
  repeatSubject,
  type Snapshot,
  STAGE,
  type Task,
} from '../snapshot';
import type { Instant } from '../types';

/** How a deal stands differently after a migration. */
export interface Difference {
  moved: boolean;
  from: string;
  to: string;
  tasks: readonly TaskChange[];
  deadlines: readonly DeadlineChange[];
}

/** `as` is the key that a kept task has afterwards. */
export interface TaskChange {
  task: string;
  becomes: 'kept' | 'withdrawn' | 'opened';
  as: string | null;
}

/**
 * What becomes of one deadline; named by what it is afterwards, if it still is. `kept` rings when it would have.
 * `fresh`: it counts from the migration, so that it shifts with that.
 */
export interface DeadlineChange {
  subject: string;
  kind: DeadlineKind;
  becomes: 'kept' | 'moved' | 'dropped' | 'armed';
  from: Instant | null;
  to: Instant | null;
  fresh: boolean;
}

/** Compares a deal before and after a migration at `now` that did this with timers. */
export function difference(
  before: Snapshot,
  after: Snapshot,
  { now, timers }: { now: Instant; timers: InstancePlan['timers'] },
): Difference {
  const at = placesOf(after);
  const from = placesOf(before);
  const tasks = taskChanges(before, after);
  const renamed = new Map(tasks.flatMap((one) => (one.becomes === 'kept' && one.as ? [[one.task, one.as]] : [])));
  return {
    moved: from !== at,
    from,
    to: at,
    tasks,
    deadlines: deadlineChanges(before, after, renamed, startedOnly(now, timers)),
  };
}

/** Where it is: its stage, and the steps that its branches are at. */
function placesOf({ state, branches }: Snapshot): string {
  const steps = Object.values(branches ?? {}).flatMap(({ at }) => at ?? []);
  return steps.length > 0 ? `${state} (${steps.join(', ')})` : state;
}

const openOf = (snapshot: Snapshot): Task[] => snapshot.tasks.filter((task) => task.status === 'open');

/** Tasks are known again by their id, which they keep whatever they are called. */
function taskChanges(before: Snapshot, after: Snapshot): TaskChange[] {
  const there = new Map(openOf(after).map((task) => [task.id, task]));
  const known = new Set(openOf(before).map((task) => task.id));
  const old = openOf(before).map((task): TaskChange => {
    const as = there.get(task.id)?.key ?? null;
    return { task: task.key, becomes: as === null ? 'withdrawn' : 'kept', as };
  });
  const opened = openOf(after).filter((task) => !known.has(task.id));
  return [...old, ...opened.map(({ key }): TaskChange => ({ task: key, becomes: 'opened', as: key }))];
}

interface StartedOnly {
  startedNow(snapshot: Snapshot, subject: string): boolean;
  /** Whether a clock that ran before goes on as it was: one that is reset counts from the migration, whenever it began. */
  staysOn(subject: string): boolean;
}

const startedOnly = (now: Instant, timers: InstancePlan['timers']): StartedOnly => ({
  startedNow: (snapshot, subject) => clockOf(snapshot, subject)?.from === now,
  // The plan of the whole process counts from its start, whatever else is reset.
  staysOn: (subject) => timers !== 'reset' || subject === PROCESS,
});

function deadlineChanges(
  before: Snapshot,
  after: Snapshot,
  renamed: ReadonlyMap<string, string>,
  { startedNow, staysOn }: StartedOnly,
): DeadlineChange[] {
  const ran = new Set(
    deadlinesOf(before).flatMap(({ subject }) =>
      staysOn(subject) && startedNow(before, subject) ? [renamed.get(subject) ?? subject] : [],
    ),
  );
  const isFresh = (subject: string) => startedNow(after, subject) && !ran.has(subject);
  const left = [...deadlinesOf(after)];
  const changes = deadlinesOf(before).map((one): DeadlineChange => {
    const old = { ...one, subject: renamed.get(one.subject) ?? one.subject };
    const i = left.findIndex(({ subject, kind }) => subject === old.subject && kind === old.kind);
    const [next = null] = i < 0 ? [] : left.splice(i, 1);
    return change(old, next, isFresh);
  });
  return [...changes, ...left.map((one) => change(null, one, isFresh))];
}

function change(old: Deadline | null, next: Deadline | null, isFresh: (subject: string) => boolean): DeadlineChange {
  const { subject, kind } = (next ?? old) as Deadline;
  const becomes = !next ? 'dropped' : !old ? 'armed' : old.at === next.at ? 'kept' : 'moved';
  return {
    subject,
    kind,
    becomes,
    from: old?.at ?? null,
    to: next?.at ?? null,
    fresh: next !== null && isFresh(subject),
  };
}

function clockOf(snapshot: Snapshot, subject: string): Clock | null {
  if (subject === STAGE) return snapshot.clock;
  if (subject === PROCESS) return snapshot.processClock ?? null;
  const task = snapshot.tasks.find(({ key }) => key === subject);
  if (task) return task.clock;
  const branch = Object.entries(snapshot.branches ?? {}).find(([key]) => branchSubject(key) === subject);
  if (branch) return branch[1].clock;
  return Object.entries(snapshot.repeats ?? {}).find(([key]) => repeatSubject(key) === subject)?.[1] ?? null;
}
