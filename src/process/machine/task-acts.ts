import type { Act, Command, CommandType } from '../command';
import type { OutcomeDefinition, TaskDefinition } from '../definition';
import type { Clock, Task } from '../snapshot';
import { startWait } from './clocks';
import { addTask, changeTask, type Draft, setFields, stageOf, takeFields } from './draft';
import { outcomeEvent } from './machine';
import { Refused, refuse } from './refuse';
import { mustAnswer, mustBeInQueue, mustWorkOn } from './rights';
import { BLANK, isFirst, openTask } from './stage';
import { go } from './transition';

type Of<T extends CommandType> = Command & Extract<Act, { type: T }>;

/** The acts that concern one task. Tasks are named by their key or their id. */
export const taskActs = {
  complete(draft: Draft, command: Of<'complete'>): void {
    const task = mustBeOpen(draft, command.task);
    mustAnswer(draft, task, command.actor);
    const definition = task.task === null ? null : stageOf(draft)?.tasks[task.task];
    if (!definition) {
      finishByHand(draft, task, command);
      return;
    }
    const outcome = Object.hasOwn(definition.outcomes, command.outcome) && definition.outcomes[command.outcome];
    if (!outcome) refuse('UnknownOutcome', { outcome: command.outcome });
    if (!isFirst(draft, definition)) refuse('TaskOpen', { task: definition.after.join(', ') });
    answer(draft, task, definition, outcome, command);
  },

  claim(draft: Draft, command: Of<'claim'>): void {
    const task = mustBeOpen(draft, command.task);
    mustBeInQueue(draft, task, command.actor);
    changeTask(draft, task.key, { assignee: command.actor.id });
  },

  delegate(draft: Draft, command: Of<'delegate'>): void {
    const task = mustBeOpen(draft, command.task);
    mustAnswer(draft, task, command.actor);
    if (task.assignee === command.to) refuse('NothingToDo');
    changeTask(draft, task.key, { assignee: command.to });
    draft.wishes.push({ wish: 'notify', to: { person: command.to }, about: 'task assigned', subject: task.key });
  },

  'add task'(draft: Draft, command: Of<'add task'>): void {
    mustWorkOn(draft, command.actor);
    const dueAt = command.dueAt ?? null;
    if (dueAt !== null && dueAt <= draft.now) refuse('InPast', { dueAt });
    const n = (draft.at.opened[BY_HAND] ?? 0) + 1;
    const key = `${BY_HAND}#${n}`;
    const clock: Clock | null = dueAt === null ? null : { ...DATED, from: draft.now, dueAt };
    draft.at.opened = { ...draft.at.opened, [BY_HAND]: n };
    addTask(draft, { ...BLANK, key, stage: draft.at.state, openedAt: draft.now, clock });
    draft.questions.push({ ask: 'assignee', task: key, rule: { rule: 'person', person: command.assignee } });
    if (command.assignee !== command.actor.id) {
      draft.wishes.push({ wish: 'notify', to: { person: command.assignee }, about: 'task assigned', subject: key });
    }
  },

  'cancel task'(draft: Draft, command: Of<'cancel task'>): void {
    const task = mustBeOpen(draft, command.task);
    mustWorkOn(draft, command.actor);
    if (task.task !== null && stageOf(draft)?.tasks[task.task]?.required) refuse('TaskOpen', { task: task.key });
    changeTask(draft, task.key, { status: 'cancelled', outcome: 'cancelled', endedAt: draft.now, clock: null });
  },
};

/** The key of tasks that people add. No task of a definition may be called so. */
export const BY_HAND = 'by-hand';

/** The clock of a date given by hand: no limit stands behind it. */
const DATED = { limit: null, spentMs: 0, paused: false, dueSoonAt: null, escalateAt: null, light: 'on time' } as const;

function mustBeOpen(draft: Draft, keyOrId: string): Task {
  const task = draft.at.tasks.find((one) => one.key === keyOrId || one.id === keyOrId);
  if (!task) refuse('UnknownTask', { task: keyOrId });
  if (task.status !== 'open') refuse('TaskEnded', { task: task.key, outcome: task.outcome });
  return task;
}

function finishByHand(draft: Draft, task: Task, command: Of<'complete'>): void {
  if (command.outcome !== 'done') refuse('UnknownOutcome', { outcome: command.outcome });
  changeTask(draft, task.key, { status: 'done', outcome: 'done', endedAt: draft.now, clock: null });
}

function answer(
  draft: Draft,
  task: Task,
  definition: TaskDefinition,
  outcome: OutcomeDefinition,
  command: Of<'complete'>,
): void {
  takeFields(draft, command.fields);
  mustBringAll(draft, outcome, command);
  setFields(draft, outcome.set);
  changeTask(draft, task.key, { status: 'done', outcome: command.outcome, endedAt: draft.now, clock: null });
  if (outcome.wait) startWait(draft, command.until ?? draft.now, `${task.task}: ${command.outcome}`);
  if (task.task === null) return;
  go(draft, outcomeEvent(task.task, command.outcome), command);
  // A wait puts the task off: it comes back, its clock standing still until the wait is over.
  if (outcome.to === null && (outcome.again || outcome.wait)) openTask(draft, task.task, definition);
}

function mustBringAll(draft: Draft, outcome: OutcomeDefinition, command: Of<'complete'>): void {
  const brought = (field: string) => (command.fields?.[field] ?? null) !== null;
  const set = (field: string) => !outcome.again && (draft.at.fields[field] ?? null) !== null;
  const missing = outcome.ask.filter((field) => !brought(field) && !set(field));
  const until = missing.map((field) => ({ code: 'FieldMissing', params: { field } }));
  if (outcome.wait && command.until === undefined) until.push({ code: 'FieldMissing', params: { field: 'until' } });
  if (until.length > 0) throw new Refused('FieldMissing', until);
}
