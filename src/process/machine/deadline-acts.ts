import type { Act, Command } from '../command';
import type { NoticeCode, Wish } from '../decision';
import { type Deadline, STAGE } from '../snapshot';
import { deadlinesOf, lightAfter, resumeClocks } from './clocks';
import { changeTask, type Draft } from './draft';
import { LIMIT_PASSED } from './machine';
import { refuse } from './refuse';
import { go } from './transition';

/** What a deadline does. One that is not armed, or not due yet, is refused with `NothingToDo` and dropped by its sender. */
export const deadlineActs = {
  deadline(draft: Draft, command: Command & Extract<Act, { type: 'deadline' }>): void {
    const armed = deadlinesOf({ ...draft.at, closedAt: null }).find((one) => one.key === command.deadline);
    if (!armed || armed.at > draft.now || command.actor.id !== 'system') refuse('NothingToDo');
    if (armed.kind === 'wait over') endWait(draft, armed);
    else if (armed.kind !== 'rung' && armed.kind !== 'repeat') turnLight(draft, armed, armed.kind, command);
  },
};

/** Clocks run on from the instant that the wait was to end, even when that is noticed late. */
function endWait(draft: Draft, deadline: Deadline): void {
  draft.at.wait = null;
  resumeClocks(draft, deadline.at);
  draft.wishes.push({ wish: 'notify', to: 'owner', about: 'wait over', subject: deadline.subject });
}

function turnLight(draft: Draft, deadline: Deadline, kind: LightKind, command: Command): void {
  const light = lightAfter(kind);
  const ofStage = deadline.subject === STAGE;
  if (ofStage && draft.at.clock) draft.at.clock = { ...draft.at.clock, light };
  if (!ofStage) {
    const task = draft.at.tasks.find((one) => one.key === deadline.subject);
    if (task?.clock) changeTask(draft, task.key, { clock: { ...task.clock, light } });
  }
  draft.wishes.push(notice(deadline, kind));
  if (ofStage && kind === 'overdue' && draft.definition.stages[draft.at.state]?.atLimit) {
    go(draft, LIMIT_PASSED, command);
    draft.wishes.push({ wish: 'notify', to: 'owner', about: 'moved by limit', subject: STAGE });
  }
}

type LightKind = 'due soon' | 'overdue' | 'escalate';

const ABOUT: Readonly<Record<LightKind, NoticeCode>> = {
  'due soon': 'due soon',
  overdue: 'overdue',
  escalate: 'escalated',
};

function notice({ subject }: Deadline, kind: LightKind): Wish {
  const to = kind === 'escalate' ? "owner's manager" : subject === STAGE ? 'owner' : { task: subject };
  return { wish: 'notify', to, about: ABOUT[kind], subject };
}
