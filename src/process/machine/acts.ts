import type { Act, Command, CommandType } from '../command';
import type { Definition } from '../definition';
import type { Snapshot } from '../snapshot';
import type { Instant } from '../types';
import { resumeClocks, startWait } from './clocks';
import { deadlineActs } from './deadline-acts';
import { askPlan, type Draft, openTasks, stageOf, takeFields } from './draft';
import { isOneOf } from './gate';
import { closeEvent, compile, moveEvent, REOPEN } from './machine';
import { Refused, refuse } from './refuse';
import { mustWorkOn } from './rights';
import { enterState } from './stage';
import { taskActs } from './task-acts';
import { go } from './transition';

type Of<T extends CommandType> = Command & Extract<Act, { type: T }>;

/** What each kind of command does to the draft; it leaves by `Refused` when it may not happen. */
export const acts: { [T in Exclude<CommandType, 'start'>]: (draft: Draft, command: Of<T>) => void } = {
  ...taskActs,
  ...deadlineActs,

  move(draft, command) {
    takeFields(draft, command.fields);
    go(draft, moveEvent(command.to), command);
  },

  close(draft, command) {
    takeFields(draft, command.fields);
    go(draft, closeEvent(command.outcome), command, command.conversion);
  },

  reopen(draft, command) {
    if (draft.at.closedAt === null) refuse('NotClosed');
    takeFields(draft, command.fields);
    go(draft, REOPEN, command);
  },

  wait(draft, command) {
    mustWorkOn(draft, command.actor);
    startWait(draft, command.until, command.reason);
  },

  resume(draft, command) {
    mustWorkOn(draft, command.actor);
    if (!draft.at.wait) refuse('NotWaiting');
    draft.at.wait = null;
    resumeClocks(draft, draft.now);
  },

  reassign(draft, command) {
    const { owner } = draft.at;
    if (!isOneOf(['owner', 'manager', 'sales-ops'], command.actor, owner))
      refuse('NotYours', { who: 'owner, manager, sales-ops' });
    if (command.owner === owner) refuse('NothingToDo');
    draft.at.owner = command.owner;
    handOver(draft, owner);
    draft.wishes.push({ wish: 'notify', to: 'owner', about: 'reassigned', subject: 'stage' });
  },

  event() {
    refuse('NothingToDo');
  },

  skip() {
    refuse('NothingToDo');
  },

  undo() {
    refuse('NothingToDo');
  },

  retime() {
    refuse('NothingToDo');
  },

  migrate() {
    refuse('NothingToDo');
  },

  amend(draft, command) {
    mustWorkOn(draft, command.actor);
    takeFields(draft, command.fields);
    const missing = stageOf(draft)?.enter.fields.filter((field) => (draft.at.fields[field] ?? null) === null) ?? [];
    const emptied = missing.filter((field) => field in command.fields);
    if (emptied.length > 0)
      throw new Refused(
        'FieldMissing',
        emptied.map((field) => ({ code: 'FieldMissing', params: { field } })),
      );
  },
};

/** What the old owner held as owner goes to the new one; what their manager was asked is asked anew. */
function handOver(draft: Draft, from: string): void {
  for (const task of openTasks(draft.at)) {
    const rule = draft.definition.stages[task.stage]?.tasks[task.task ?? '']?.assignee;
    const moves = rule?.rule === "owner's manager" || (rule?.rule === 'owner' && task.assignee === from);
    if (!rule || !moves) continue;
    draft.questions.push({ ask: 'assignee', task: task.key, rule });
    draft.touched.set(task.key, task);
  }
}

/** The first decision of an instance: it enters the first stage of its definition. */
export function start(definition: Definition, snapshot: Snapshot | null, command: Of<'start'>, now: Instant): Draft {
  if (snapshot) refuse('AlreadyStarted');
  const draft: Draft = {
    definition,
    now,
    at: newborn(definition, command.owner, now),
    questions: [],
    wishes: [],
    touched: new Map(),
  };
  takeFields(draft, command.fields);
  askPlan(draft);
  enterState(draft, compile(definition).initial);
  return draft;
}

function newborn(definition: Definition, owner: string, now: Instant): Snapshot {
  const fields = Object.fromEntries(Object.entries(definition.fields).map(([key, field]) => [key, field.default]));
  return {
    seq: 1,
    state: '',
    startedAt: now,
    enteredAt: now,
    closedAt: null,
    plannedFor: null,
    owner,
    fields,
    clock: null,
    tasks: [],
    wait: null,
    opened: {},
    visits: {},
  };
}
