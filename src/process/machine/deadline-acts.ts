import type { Act, Command } from '../command';
import type { NoticeCode, Wish } from '../decision';
import type { Rung, RungAct, Target } from '../definition';
import {
  branchOf,
  type Clock,
  type Deadline,
  OWNER,
  PROCESS,
  repeatedTask,
  repeatOf,
  STAGE,
  type Task,
  WAIT,
} from '../snapshot';
import { changeClocks, endWait, retimeForOwner } from './clocks';
import { deadlinesOf, type LightKind, lightAfter } from './deadlines';
import { changeTask, type Draft, definitionOf, openTasks } from './draft';
import { limitEvent } from './edges';
import { compile } from './machine';
import { refuse } from './refuse';
import { isOpen, openTask } from './stage';
import { go } from './transition';

type DeadlineCommand = Command & Extract<Act, { type: 'deadline' }>;

/** What a deadline does. One that is not armed, or not due yet, is refused with `NothingToDo` and dropped by its sender. */
export const deadlineActs = {
  deadline(draft: Draft, command: DeadlineCommand): void {
    const armed = deadlinesOf({ ...draft.at, closedAt: null }).find((one) => one.key === command.deadline);
    if (!armed || armed.at > draft.now || command.actor.id !== 'system') refuse('NothingToDo');
    if (armed.kind === 'wait over') overWait(draft, armed);
    else if (armed.kind === 'repeat') openRepeated(draft, armed);
    else if (armed.kind === 'rung') climb(draft, armed, command);
    else turnLight(draft, armed, armed.kind, command);
  },
};

/** Clocks run on from the instant that the wait was to end, even when that is noticed late. */
function overWait(draft: Draft, { at }: Deadline): void {
  endWait(draft, at);
  draft.wishes.push({ wish: 'notify', to: 'owner', about: 'wait over', subject: WAIT });
}

function openRepeated(draft: Draft, { subject }: Deadline): void {
  const key = repeatOf(subject) ?? '';
  const { [key]: _, ...rest } = draft.at.repeats ?? {};
  draft.at.repeats = rest;
  const { stage, task } = repeatedTask(key);
  if (!isOpen(draft, stage, task)) openTask(draft, stage, task);
}

function turnLight(draft: Draft, deadline: Deadline, kind: LightKind, command: DeadlineCommand): void {
  const light = lightAfter(kind);
  changeClock(draft, deadline.subject, (clock) => ({ ...clock, light }));
  // The limit of the whole process moves nothing but by its ladder.
  const stage = deadline.subject === PROCESS ? null : stageOfClock(draft, deadline.subject);
  const to = kind === 'overdue' && stage !== null ? draft.definition.stages[stage]?.atLimit : null;
  if (!to || stage === null) {
    draft.wishes.push(notice(deadline, kind));
    return;
  }
  // One notice for one thing: whoever is told that the limit moved it knows that it has passed.
  moveBy(draft, stage, to, command);
}

function moveBy(draft: Draft, stage: string, to: Target, command: DeadlineCommand): void {
  const event = limitEvent(stage, to);
  // A clock that a migration has kept may lead where this version does not. Refused, its deadline would hold up all others.
  if (compile(draft.definition).edges(stage, event).length === 0) {
    draft.wishes.push({ wish: 'notify', to: "owner's manager", about: 'escalated', subject: STAGE });
    return;
  }
  go(draft, event, command);
  draft.wishes.push({ wish: 'notify', to: 'owner', about: 'moved by limit', subject: STAGE });
}

/** Climbs one step of a ladder. */
function climb(draft: Draft, { subject }: Deadline, command: DeadlineCommand): void {
  let rung: Rung | undefined;
  changeClock(draft, subject, (clock) => {
    const { climbed = 0 } = clock;
    rung = clock.limit?.ladder?.[climbed];
    return { ...clock, climbed: climbed + 1 };
  });
  if (rung) perform(draft, subject, rung.does, command);
}

function perform(draft: Draft, subject: string, does: RungAct, command: DeadlineCommand): void {
  const task = draft.at.tasks.find(({ key }) => key === subject);
  const stage = task?.stage ?? stageOfClock(draft, subject) ?? draft.at.state;
  switch (does.act) {
    case 'notify':
      draft.wishes.push({ wish: 'notify', to: does.who, about: 'escalated', subject });
      return;
    case 'mail':
      draft.wishes.push({ wish: 'mail', template: does.template, to: does.who, subject });
      return;
    case 'webhook':
      draft.wishes.push({ wish: 'webhook', hook: does.hook, subject });
      return;
    case 'open':
      if (!isOpen(draft, stage, does.task)) openTask(draft, stage, does.task);
      return;
    case 'reassign':
      if (task) reassignTask(draft, task);
      else reassignAll(draft);
      return;
    case 'move':
      moveBy(draft, stage, does.to, command);
  }
}

function reassignTask(draft: Draft, task: Task): void {
  draft.questions.push({ ask: 'assignee', task: task.key, rule: { rule: "owner's manager" } });
  changeTask(draft, task.key, {});
  draft.wishes.push({ wish: 'notify', to: { task: task.key }, about: 'task assigned', subject: task.key });
}

/** The owner's manager becomes the owner, and gets what the owner held as such. Who that is comes with the facts. */
function reassignAll(draft: Draft): void {
  draft.questions.push({ ask: 'assignee', task: OWNER, rule: { rule: "owner's manager" } });
  for (const task of openTasks(draft.at))
    if (definitionOf(draft, task)?.assignee.rule === 'owner' && task.assignee === draft.at.owner)
      reassignTask(draft, task);
  // The step of the ladder that did it is not climbed once more for the new owner.
  retimeForOwner(draft, true);
  draft.wishes.push({ wish: 'notify', to: 'owner', about: 'reassigned', subject: STAGE });
}

/** The stage or step whose own clock this is; null for a task's. The process's clock belongs to the stage it is at. */
function stageOfClock({ at }: Draft, subject: string): string | null {
  if (subject === STAGE || subject === PROCESS) return at.state;
  return at.branches?.[branchOf(subject) ?? '']?.at ?? null;
}

function changeClock(draft: Draft, subject: string, change: (clock: Clock) => Clock): void {
  const { at } = draft;
  if (subject === PROCESS && at.processClock) at.processClock = change(at.processClock);
  else changeClocks(draft, (of, clock) => (of === subject ? change(clock) : clock));
}

const ABOUT: Readonly<Record<LightKind, NoticeCode>> = {
  'due soon': 'due soon',
  overdue: 'overdue',
  escalate: 'escalated',
};

function notice({ subject }: Deadline, kind: LightKind): Wish {
  const isTask = subject.includes('#');
  const to = kind === 'escalate' ? "owner's manager" : isTask ? { task: subject } : 'owner';
  return { wish: 'notify', to, about: ABOUT[kind], subject };
}
