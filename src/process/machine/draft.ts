import type { Question, Wish } from '../decision';
import type { Definition, Limit, StageDefinition } from '../definition';
import { fieldProblem } from '../fields/field-value';
import { type Clock, PROCESS, type Snapshot, type Task } from '../snapshot';
import type { Fields, Instant } from '../types';
import { Refused } from './refuse';

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

/** The definition of the stage it is at; null when it is closed. */
export function stageOf(draft: Pick<Draft, 'definition' | 'at'>): StageDefinition | null {
  return draft.definition.stages[draft.at.state] ?? null;
}

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

/** Puts fields in place, and asks anew for the instants of clocks that hang on one of them. */
export function setFields(draft: Draft, fields: Fields): void {
  const changed = new Set(
    Object.keys(fields).filter((key) => !same(draft.at.fields[key] ?? null, fields[key] ?? null)),
  );
  if (changed.size === 0) return;
  draft.at.fields = { ...draft.at.fields, ...fields };
  const isMoved = (limit: Limit | null | undefined) => limit && limit.due.by !== 'span' && changed.has(limit.due.field);
  const hangs = (clock: Clock | null): clock is Clock => Boolean(isMoved(clock?.limit));
  if (isMoved(draft.definition.limit)) askPlan(draft);
  if (hangs(draft.at.clock)) draft.at.clock = askClock(draft, 'stage', { ...draft.at.clock, light: 'on time' });
  for (const task of openTasks(draft.at)) {
    if (hangs(task.clock))
      changeTask(draft, task.key, { clock: askClock(draft, task.key, { ...task.clock, light: 'on time' }) });
  }
}

/** Takes fields that came with a command. @throws Refused with every field that is not known or not valid. */
export function takeFields(draft: Draft, fields: Fields | undefined): void {
  if (!fields) return;
  const problems = Object.entries(fields).flatMap(([key, value]) => {
    // Own keys only: a caller may send any name, such as `constructor`.
    const field = Object.hasOwn(draft.definition.fields, key) && draft.definition.fields[key];
    if (!field) return [{ code: 'UnknownField', params: { field: key } }];
    const problem = value === null ? null : fieldProblem(field, value);
    return problem ? [{ code: problem.code, params: { field: key, ...problem.params } }] : [];
  });
  const first = problems[0];
  if (first) throw new Refused(first.code === 'UnknownField' ? 'UnknownField' : 'FieldInvalid', problems);
  setFields(draft, fields);
}

const same = (a: Fields[string], b: Fields[string]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Asks when the whole process is planned to be done, where it has a limit. Nothing stops that clock. */
export function askPlan(draft: Draft): void {
  const { limit } = draft.definition;
  if (limit) askClock(draft, PROCESS, { ...FRESH, limit, from: draft.at.startedAt });
}

const FRESH = { spentMs: 0, paused: false, dueSoonAt: null, dueAt: null, escalateAt: null, light: 'on time' } as const;

/** Asks for the instants of a clock; a later question about the same subject takes the place of an earlier one. */
export function askClock(draft: Draft, subject: string, clock: Clock): Clock {
  const blank: Clock = { ...clock, dueSoonAt: null, dueAt: null, escalateAt: null };
  draft.questions = draft.questions.filter((q) => !(q.ask === 'clock' && q.subject === subject));
  draft.questions.push({ ask: 'clock', subject, clock: blank });
  return blank;
}
