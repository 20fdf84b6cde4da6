import type { Act, Command, CommandType } from '../command';
import type { OutcomeDefinition, TaskDefinition } from '../definition';
import { type Clock, repeatSubject, type Task } from '../snapshot';
import { askClock, freshClock, plainLimit, startWait } from './clocks';
import { addTask, changeTask, type Draft, definitionOf, openTasks } from './draft';
import { outcomeEvent } from './edges';
import { setFields, takeFields } from './fields';
import { isOneOf } from './gate';
import { compile } from './machine';
import { Refused, refuse } from './refuse';
import { mayFree, mustAnswer, mustBeInQueue } from './rights';
import { BLANK, isFirst, isOpen, isOver, openTask } from './stage';
import { go, wishStarts } from './transition';

type Of<T extends CommandType> = Command & Extract<Act, { type: T }>;

/** The acts that concern one task. Tasks are named by their key or their id. */
export const taskActs = {
  complete(draft: Draft, command: Of<'complete'>): void {
    const task = mustBeOpen(draft, command.task);
    mustAnswer(draft, task, command.actor);
    const definition = definitionOf(draft, task);
    if (!definition || task.task === null) {
      finishByHand(draft, task, command);
      return;
    }
    const outcome = Object.hasOwn(definition.outcomes, command.outcome) && definition.outcomes[command.outcome];
    if (!outcome) refuse('UnknownOutcome', { outcome: command.outcome });
    if (outcome.who && !isOneOf(outcome.who, command.actor, draft.at.owner))
      refuse('NotYours', { who: outcome.who.join(', ') });
    if (!isFirst(draft, task.stage, definition)) refuse('TaskOpen', { task: definition.after.join(', ') });
    answer(draft, { ...task, task: task.task }, definition, outcome, command);
  },

  claim(draft: Draft, command: Of<'claim'>): void {
    const task = mustBeOpen(draft, command.task);
    mustBeInQueue(draft, task, command.actor);
    changeTask(draft, task.key, { assignee: command.actor.id });
  },

  delegate(draft: Draft, command: Of<'delegate'>): void {
    const task = mustBeOpen(draft, command.task);
    mayFree(draft, 'delegate', command.actor, () => mustAnswer(draft, task, command.actor));
    if (task.assignee === command.to) refuse('NothingToDo');
    changeTask(draft, task.key, { assignee: command.to });
    draft.wishes.push({ wish: 'notify', to: { person: command.to }, about: 'task assigned', subject: task.key });
  },

  'add task'(draft: Draft, command: Of<'add task'>): void {
    mayFree(draft, 'add task', command.actor);
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
    mayFree(draft, 'cancel task', command.actor);
    if (definitionOf(draft, task)?.required) refuse('TaskOpen', { task: task.key });
    if (draft.definition.language && isOnlyWay(draft, task)) refuse('OnlyWay', { task: task.key });
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

type Named = Task & { task: string };

function answer(
  draft: Draft,
  task: Named,
  definition: TaskDefinition,
  outcome: OutcomeDefinition,
  command: Of<'complete'>,
): void {
  takeFields(draft, command.fields);
  mustBringAll(draft, outcome, command);
  setFields(draft, outcome.set);
  changeTask(draft, task.key, { status: 'done', outcome: command.outcome, endedAt: draft.now, clock: null });
  const reason = `${task.task}: ${command.outcome}`;
  if (outcome.wait) startWait(draft, { until: command.until ?? draft.now }, reason);
  if (outcome.waitFor) startWait(draft, { until: null, ...outcome.waitFor }, reason);
  go(draft, outcomeEvent(task.stage, task.task, command.outcome), command);
  wishStarts(draft, outcome.starts);
  if (outcome.to === null && !outcome.routes) afterwards(draft, task, definition, outcome);
}

/** What an answer that stays at its stage opens: tasks it calls for, the same task anew, or later. */
function afterwards(draft: Draft, task: Named, definition: TaskDefinition, outcome: OutcomeDefinition): void {
  for (const key of outcome.opens ?? []) if (!isOpen(draft, task.stage, key)) openTask(draft, task.stage, key);
  // A wait puts the task off: it comes back, its clock standing still until the wait is over.
  const waits = outcome.wait || outcome.waitFor !== undefined;
  if (outcome.again || waits) openTask(draft, task.stage, task.task);
  else repeatLater(draft, task, definition);
}

function repeatLater(draft: Draft, task: Named, { repeat }: TaskDefinition): void {
  if (!repeat || isOver(draft, repeat)) return;
  const key = `${task.stage}/${task.task}`;
  const clock = askClock(draft, repeatSubject(key), freshClock(plainLimit(repeat.every), draft.now));
  draft.at.repeats = { ...draft.at.repeats, [key]: clock };
}

function mustBringAll(draft: Draft, outcome: OutcomeDefinition, command: Of<'complete'>): void {
  const brought = (field: string) => (command.fields?.[field] ?? null) !== null;
  const set = (field: string) => !outcome.again && (draft.at.fields[field] ?? null) !== null;
  const missing = outcome.ask.filter((field) => !brought(field) && !set(field));
  const until = missing.map((field) => ({ code: 'FieldMissing', params: { field } }));
  if (outcome.wait && command.until === undefined) until.push({ code: 'FieldMissing', params: { field: 'until' } });
  if (until.length > 0) throw new Refused('FieldMissing', until);
}

/** Whether nothing but this task leads on from its stage: without it, only closing would be left. */
function isOnlyWay(draft: Draft, task: Task): boolean {
  const leadsOn = (one: Task) =>
    Object.values(definitionOf(draft, one)?.outcomes ?? {}).some(({ to, routes }) => to !== null || routes);
  if (!leadsOn(task)) return false;
  const others = openTasks(draft.at).filter((one) => one.stage === task.stage && one.key !== task.key);
  const byHand = compile(draft.definition)
    .edges(task.stage)
    .some(({ event }) => event.startsWith('move:') || event.startsWith('skip:'));
  return !byHand && !others.some(leadsOn);
}
