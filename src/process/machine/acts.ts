import type { Act, Command, CommandType } from '../command';
import type { Definition } from '../definition';
import type { Snapshot } from '../snapshot';
import type { Instant } from '../types';
import { askPlan, askStagePlan, endWait, retime, retimeForOwner, startWait } from './clocks';
import { deadlineActs } from './deadline-acts';
import { type Draft, definitionOf, openTasks } from './draft';
import { closeEvent, moveEvent, REOPEN, skipEvent } from './edges';
import { takeFields } from './fields';
import { isOneOf } from './gate';
import { migrate } from './migrate';
import { happen } from './outside';
import { Refused, refuse } from './refuse';
import { mayFree } from './rights';
import { taskActs } from './task-acts';
import { begin, go } from './transition';
import { takeBack } from './undo';

type Of<T extends CommandType> = Command & Extract<Act, { type: T }>;

/** What each kind of command does to the draft; it leaves by `Refused` when it may not happen. */
export const acts: { [T in Exclude<CommandType, 'start'>]: (draft: Draft, command: Of<T>) => void } = {
  ...taskActs,
  ...deadlineActs,
  event: happen,
  undo: takeBack,
  migrate,

  move(draft, command) {
    takeFields(draft, command.fields);
    go(draft, moveEvent(command.to), command);
  },

  skip(draft, command) {
    takeFields(draft, command.fields);
    go(draft, skipEvent(command.stage), command);
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
    mayFree(draft, 'wait', command.actor);
    if (command.until === null && command.event === undefined)
      throw new Refused('FieldMissing', [{ code: 'FieldMissing', params: { field: 'until' } }]);
    startWait(draft, { until: command.until, event: command.event }, command.reason);
  },

  resume(draft, command) {
    mayFree(draft, 'resume', command.actor);
    if (!draft.at.wait) refuse('NotWaiting');
    endWait(draft, draft.now);
  },

  reassign(draft, command) {
    const { owner } = draft.at;
    mayFree(draft, 'reassign', command.actor, () => {
      if (!isOneOf(['owner', 'manager', 'sales-ops'], command.actor, owner))
        refuse('NotYours', { who: 'owner, manager, sales-ops' });
    });
    if (command.owner === owner) refuse('NothingToDo');
    draft.at.owner = command.owner;
    handOver(draft, owner);
    retimeForOwner(draft);
    draft.wishes.push({ wish: 'notify', to: 'owner', about: 'reassigned', subject: 'stage' });
  },

  amend(draft, command) {
    mayFree(draft, 'amend', command.actor);
    mayEdit(draft, command);
    takeFields(draft, command.fields);
  },

  retime(draft, command) {
    if (command.actor.id !== 'system') refuse('NotYours', { who: 'system' });
    retime(draft);
  },
};

/** Fields that only some may change by themselves; by an answer that asks for one, whoever answers may. */
function mayEdit({ definition, at }: Draft, { fields, actor }: Of<'amend'>): void {
  for (const key of Object.keys(fields)) {
    const edit = Object.hasOwn(definition.fields, key) ? definition.fields[key]?.edit : undefined;
    if (edit && !isOneOf(edit, actor, at.owner)) refuse('NotYours', { who: edit.join(', '), field: key });
  }
}

/** What the old owner held as owner goes to the new one; what their manager was asked is asked anew. */
function handOver(draft: Draft, from: string): void {
  for (const task of openTasks(draft.at)) {
    const rule = definitionOf(draft, task)?.assignee;
    const moves = rule?.rule === "owner's manager" || (rule?.rule === 'owner' && task.assignee === from);
    if (!rule || !moves) continue;
    draft.questions.push({ ask: 'assignee', task: task.key, rule });
    draft.touched.set(task.key, task);
    if (rule.rule === "owner's manager")
      draft.wishes.push({ wish: 'notify', to: { task: task.key }, about: 'task assigned', subject: task.key });
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
  askStagePlan(draft);
  begin(draft, command);
  if (isForSomebodyElse(command))
    draft.wishes.push({ wish: 'notify', to: 'owner', about: 'assigned', subject: 'stage' });
  return draft;
}

/** What a process starts, or what comes in by itself, is told of by what comes of it: its tasks and limits. */
const isForSomebodyElse = ({ actor, owner }: Of<'start'>): boolean => actor.id !== owner && actor.id !== 'system';

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
