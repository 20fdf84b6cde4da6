import type { Question, Wish } from '../decision';
import type { Definition, StageDefinition, TaskDefinition } from '../definition';
import type { Snapshot, Task } from '../snapshot';
import type { Instant } from '../types';
import { currentOf, type Position } from './machine';

/**
 * A decision in the making: a copy of the snapshot that the acts change, and what they ask and wish for.
 * It lives for one call of `decide` only, which is why changing it in place harms nobody.
 */
export interface Draft {
  readonly definition: Definition;
  readonly now: Instant;
  at: { -readonly [K in keyof Snapshot]: Snapshot[K] };
  questions: Question[];
  wishes: Wish[];
  /** Tasks that were opened or changed, by key: what the table has to be told, those that leave the snapshot included. */
  touched: Map<string, Task>;
}

export function draftOf(definition: Definition, snapshot: Snapshot, now: Instant): Draft {
  return { definition, now, at: { ...snapshot, seq: snapshot.seq + 1 }, questions: [], wishes: [], touched: new Map() };
}

/** Where the instance is, as the machine knows it. */
export function positionOf({ state, branches }: Pick<Snapshot, 'state' | 'branches'>): Position {
  if (!branches) return { state };
  return { state, branches: Object.fromEntries(Object.entries(branches).map(([key, { at }]) => [key, at])) };
}

/** The stage that it is at and the steps of its branches, with their keys; none when it is closed. */
export function currentStages({ definition, at }: Pick<Draft, 'definition' | 'at'>): [string, StageDefinition][] {
  return currentOf(definition, positionOf(at)).flatMap((key) => {
    const stage = definition.stages[key];
    return stage ? [[key, stage] as [string, StageDefinition]] : [];
  });
}

/** What the definition says of a task; undefined for one that was added by hand. */
export const definitionOf = (
  { definition }: Pick<Draft, 'definition'>,
  { stage, task }: Pick<Task, 'stage' | 'task'>,
): TaskDefinition | undefined => (task === null ? undefined : definition.stages[stage]?.tasks[task]);

export function changeTask(draft: Draft, key: string, change: Partial<Task>): void {
  draft.at.tasks = draft.at.tasks.map((task) => {
    if (task.key !== key) return task;
    const changed = { ...task, ...change };
    draft.touched.set(key, changed);
    return changed;
  });
}

export function addTask(draft: Draft, task: Task): void {
  draft.at.tasks = [...draft.at.tasks, task];
  draft.touched.set(task.key, task);
}

/** Ends a task that nobody answered: what it was part of is over. Whoever was to hear of it in this decision does not. */
export function withdraw(draft: Draft, key: string): void {
  changeTask(draft, key, { status: 'cancelled', endedAt: draft.now, clock: null });
  draft.wishes = draft.wishes.filter((one) => one.wish !== 'notify' || one.subject !== key);
}

export const openTasks = (snapshot: Pick<Snapshot, 'tasks'>): Task[] =>
  snapshot.tasks.filter((t) => t.status === 'open');
