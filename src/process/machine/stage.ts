import { CLOSED, isClosedState, type StageDefinition, type TaskDefinition } from '../definition';
import { holds } from '../fields/condition';
import { type BranchState, branchSubject, PROCESS, repeatedTask, repeatSubject, STAGE, type Task } from '../snapshot';
import type { Fields } from '../types';
import { startClock } from './clocks';
import { addTask, currentStages, type Draft, openTasks, withdraw } from './draft';
import type { Position } from './machine';

/** Leaves the stage it is at, with all its branches: what it wanted is wanted no more, and a wait is over. */
export function leaveStage(draft: Draft): void {
  for (const task of openTasks(draft.at)) {
    if (task.task !== null) withdraw(draft, task.key);
  }
  draft.at.tasks = openTasks(draft.at);
  draft.at.wait = null;
  delete draft.at.branches;
  delete draft.at.repeats;
  draft.questions = draft.questions.filter((q) => q.ask !== 'clock' || isOfProcess(q.subject));
}

const isOfProcess = (subject: string): boolean => subject === PROCESS || subject.startsWith('plan ');

/** Enters a stage or a closing: its clock starts, its branches begin and its tasks open. */
export function enterStage(draft: Draft, { state, branches }: Position): void {
  draft.at.state = state;
  draft.at.enteredAt = draft.now;
  countVisit(draft, state);
  const closed = isClosedState(state);
  draft.at.closedAt = closed ? draft.now : null;
  if (closed) {
    for (const task of openTasks(draft.at)) withdraw(draft, task.key);
    draft.at.tasks = [];
    draft.at.clock = null;
    return;
  }
  draft.at.clock = startClock(draft, STAGE, draft.definition.stages[state]?.limit ?? null);
  if (branches) {
    draft.at.branches = {};
    for (const [branch, step] of Object.entries(branches)) enterStep(draft, branch, step);
  }
  openDueTasks(draft);
}

/** Leaves the step that a branch is at; what goes on beside it goes on. */
export function leaveStep(draft: Draft, branch: string): void {
  const step = draft.at.branches?.[branch]?.at ?? null;
  if (step === null) return;
  for (const task of openTasks(draft.at)) if (task.stage === step && task.task !== null) withdraw(draft, task.key);
  draft.at.tasks = draft.at.tasks.filter((task) => task.stage !== step || task.status === 'open');
  const repeats = Object.entries(draft.at.repeats ?? {}).filter(([key]) => !key.startsWith(`${step}/`));
  if (draft.at.repeats) draft.at.repeats = Object.fromEntries(repeats);
  const gone = (subject: string) =>
    subject === branchSubject(branch) ||
    subject.startsWith(repeatSubject(`${step}/`)) ||
    [...draft.touched.values()].some((task) => task.key === subject && task.status !== 'open');
  draft.questions = draft.questions.filter((q) => q.ask === 'assignee' || !gone(q.subject));
}

/** Enters the step of a branch; null: the branch has ended. */
export function enterStep(draft: Draft, branch: string, step: string | null): void {
  if (step !== null) countVisit(draft, step);
  const limit = (step !== null && draft.definition.stages[step]?.limit) || null;
  const clock = startClock(draft, branchSubject(branch), limit);
  const entered: BranchState = { at: step, enteredAt: draft.now, clock };
  draft.at.branches = { ...draft.at.branches, [branch]: entered };
}

function countVisit(draft: Draft, key: string): void {
  draft.at.visits = { ...draft.at.visits, [key]: (draft.at.visits[key] ?? 0) + 1 };
}

/** What the closing it is in counts as; null while it is open. */
export function resultOf(definition: Draft['definition'], state: string): string | null {
  return isClosedState(state) ? (definition.closed[state.slice(CLOSED.length)]?.result ?? null) : null;
}

/**
 * The probability, in percent, that it is won; what is closed is certain, and a lead has none (DYN-03). What people put into a
 * percent field `probability` counts in place of the stage's (DYN-31).
 */
export function probabilityOf(definition: Draft['definition'], state: string, fields: Fields = {}): number | null {
  if (definition.kind === 'lead') return null;
  const result = resultOf(definition, state);
  if (result !== null) return result === 'won' ? 100 : 0;
  const own = definition.fields.probability?.type === 'percent' ? fields.probability : null;
  return typeof own === 'number' ? Math.round(own) : (definition.stages[state]?.probabilityPct ?? null);
}

/**
 * Opens the tasks that apply now and were not asked for during this visit, and withdraws those whose condition holds no
 * longer. A condition that cannot be evaluated counts as not holding: the checker finds it before publishing, and a deal
 * must not break on it.
 */
export function openDueTasks(draft: Draft): void {
  endRepeats(draft);
  for (const [key, stage] of currentStages(draft)) openDueTasksOf(draft, key, stage);
}

function openDueTasksOf(draft: Draft, stage: string, { tasks }: StageDefinition): void {
  for (const [key, task] of Object.entries(tasks)) {
    const last = lastOf(draft, stage, key);
    const wanted = applies(draft, task);
    if (last?.status === 'open' && !wanted) withdraw(draft, last.key);
    if (last?.status === 'done' && !wanted && task.eachTime) forget(draft, stage, key);
    const neverAsked = !last || (last.status === 'cancelled' && last.outcome === null);
    if (wanted && neverAsked && !task.onCall && isFirst(draft, stage, task)) openTask(draft, stage, key);
  }
}

/** A repeated task whose condition has come to hold opens no more, and nothing is armed for it. */
function endRepeats(draft: Draft): void {
  const over = Object.keys(draft.at.repeats ?? {}).filter((key) => {
    const { stage, task } = repeatedTask(key);
    const { repeat } = draft.definition.stages[stage]?.tasks[task] ?? {};
    return repeat !== undefined && isOver(draft, repeat);
  });
  if (over.length === 0) return;
  const left = Object.entries(draft.at.repeats ?? {}).filter(([key]) => !over.includes(key));
  const subjects = over.map(repeatSubject);
  draft.at.repeats = Object.fromEntries(left);
  draft.questions = draft.questions.filter((q) => q.ask === 'assignee' || !subjects.includes(q.subject));
}

/** What was answered counts no more: the task is asked anew when it applies again. */
function forget(draft: Draft, stage: string, key: string): void {
  draft.at.tasks = draft.at.tasks.filter((task) => task.task !== key || task.stage !== stage || task.status === 'open');
}

/** Whether the tasks that must come first are done, where they apply. */
export function isFirst(draft: Draft, stage: string, { after }: TaskDefinition): boolean {
  return after.every((key) => {
    const before = draft.definition.stages[stage]?.tasks[key];
    if (!before || !applies(draft, before)) return true;
    const last = lastOf(draft, stage, key);
    // What nobody called for is not waited for.
    return last ? last.status === 'done' : before.onCall === true;
  });
}

/** Opens a task of the definition; its assignee and the instants of its clock are asked for. */
export function openTask(draft: Draft, stage: string, key: string): void {
  const task = draft.definition.stages[stage]?.tasks[key];
  if (!task) return;
  const n = (draft.at.opened[key] ?? 0) + 1;
  const taskKey = `${key}#${n}`;
  draft.at.opened = { ...draft.at.opened, [key]: n };
  const clock = startClock(draft, taskKey, task.limit);
  addTask(draft, { ...BLANK, key: taskKey, task: key, stage, openedAt: draft.now, clock });
  draft.questions.push({ ask: 'assignee', task: taskKey, rule: task.assignee });
  if (task.assignee.rule !== 'owner')
    draft.wishes.push({ wish: 'notify', to: { task: taskKey }, about: 'task assigned', subject: taskKey });
}

/** Whether a repeated task opens no more. */
export const isOver = ({ definition, at }: Pick<Draft, 'definition' | 'at'>, { until }: Repeat): boolean =>
  until !== null && holds(until, definition.fields, at.fields);

type Repeat = NonNullable<TaskDefinition['repeat']>;

/** Whether a task of this name is open already. */
export const isOpen = (draft: Draft, stage: string, key: string): boolean =>
  lastOf(draft, stage, key)?.status === 'open';

/** A task before its facts are in. */
export const BLANK: Task = {
  key: '',
  id: '',
  task: null,
  stage: '',
  assignee: null,
  queue: null,
  openedAt: 0,
  clock: null,
  status: 'open',
  outcome: null,
  endedAt: null,
};

const applies = ({ definition, at }: Pick<Draft, 'definition' | 'at'>, { when }: TaskDefinition): boolean =>
  holds(when, definition.fields, at.fields);

/** The newest task of this key during the visit. */
function lastOf(draft: Pick<Draft, 'at'>, stage: string, key: string): Task | undefined {
  return draft.at.tasks.findLast((task) => task.task === key && task.stage === stage);
}
