import { CLOSED, isClosedState, type TaskDefinition } from '../definition';
import { evaluate } from '../fields/condition';
import { PROCESS, STAGE, type Task } from '../snapshot';
import { startClock } from './clocks';
import { addTask, type Draft, openTasks, stageOf, withdraw } from './draft';

/** Leaves the stage it is at: what the stage wanted is wanted no more, and a wait is over. */
export function leaveStage(draft: Draft): void {
  for (const task of openTasks(draft.at)) {
    if (task.task !== null) withdraw(draft, task.key);
  }
  draft.at.tasks = openTasks(draft.at);
  draft.at.wait = null;
  draft.questions = draft.questions.filter((q) => q.ask !== 'clock' || q.subject === PROCESS);
}

/** Enters a stage or a closing: its clock starts and its tasks open. */
export function enterState(draft: Draft, state: string): void {
  draft.at.state = state;
  draft.at.enteredAt = draft.now;
  draft.at.visits = { ...draft.at.visits, [state]: (draft.at.visits[state] ?? 0) + 1 };
  const closed = isClosedState(state);
  draft.at.closedAt = closed ? draft.now : null;
  if (closed) {
    for (const task of openTasks(draft.at)) withdraw(draft, task.key);
    draft.at.tasks = [];
    draft.at.clock = null;
    return;
  }
  draft.at.clock = startClock(draft, STAGE, stageOf(draft)?.limit ?? null);
  openDueTasks(draft);
}

/** What the closing it is in counts as; null while it is open. */
export function resultOf(definition: Draft['definition'], state: string): string | null {
  return isClosedState(state) ? (definition.closed[state.slice(CLOSED.length)]?.result ?? null) : null;
}

/**
 * Opens the tasks of the stage that apply now and were not asked for during this visit, and withdraws those
 * whose condition holds no longer. A condition that cannot be evaluated counts as not holding: the
 * checker finds it before publishing, and a deal must not break on it.
 */
export function openDueTasks(draft: Draft): void {
  const stage = stageOf(draft);
  if (!stage) return;
  for (const [key, task] of Object.entries(stage.tasks)) {
    const last = lastOf(draft, key);
    const wanted = applies(draft, task);
    if (last?.status === 'open' && !wanted) withdraw(draft, last.key);
    const neverAsked = !last || (last.status === 'cancelled' && last.outcome === null);
    if (wanted && neverAsked && isFirst(draft, task)) openTask(draft, key, task);
  }
}

/** Whether the tasks that must come first are done, where they apply. */
export function isFirst(draft: Pick<Draft, 'definition' | 'at'>, task: TaskDefinition): boolean {
  return task.after.every((key) => {
    const before = stageOf(draft)?.tasks[key];
    return !before || !applies(draft, before) || lastOf(draft, key)?.status === 'done';
  });
}

/** Opens a task of the definition; its assignee and the instants of its clock are asked for. */
export function openTask(draft: Draft, key: string, task: TaskDefinition): void {
  const n = (draft.at.opened[key] ?? 0) + 1;
  const taskKey = `${key}#${n}`;
  draft.at.opened = { ...draft.at.opened, [key]: n };
  const clock = startClock(draft, taskKey, task.limit);
  addTask(draft, { ...BLANK, key: taskKey, task: key, stage: draft.at.state, openedAt: draft.now, clock });
  draft.questions.push({ ask: 'assignee', task: taskKey, rule: task.assignee });
  if (task.assignee.rule !== 'owner')
    draft.wishes.push({ wish: 'notify', to: { task: taskKey }, about: 'task assigned', subject: taskKey });
}

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

function applies(draft: Pick<Draft, 'definition' | 'at'>, task: TaskDefinition): boolean {
  if (task.when === null) return true;
  const result = evaluate(task.when, draft.definition.fields, draft.at.fields);
  return result.holds === true;
}

/** The newest task of this key during the visit. */
function lastOf(draft: Pick<Draft, 'at'>, key: string): Task | undefined {
  return draft.at.tasks.findLast((task) => task.task === key);
}
