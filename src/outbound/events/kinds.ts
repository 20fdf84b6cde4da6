import type { Clock, Command, Instant, Kind, Snapshot, Task } from '../../process';
import { told } from '../calls';

/** What may happen to a lead or a sale. */
const OF_DEALS = [
  'started',
  'moved',
  'closed',
  'reopened',
  'owner_changed',
  'fields_changed',
  'waiting',
  'resumed',
  'overdue',
  'task_opened',
  'task_assigned',
  'task_done',
  'task_cancelled',
  'task_overdue',
] as const;
const OF_CARDS = ['created', 'changed'] as const;

/** Every kind of event that a hook may be told of. */
export const EVENT_KINDS = [
  ...OF_DEALS.map((what) => `lead.${what}` as const),
  ...OF_DEALS.map((what) => `sale.${what}` as const),
  ...OF_CARDS.map((what) => `account.${what}` as const),
  ...OF_CARDS.map((what) => `contact.${what}` as const),
  'interaction.logged',
  'alert.raised',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** One thing that happened: how it was before, and how it is. What was not there before is null. */
export interface Happening {
  kind: EventKind;
  before: object | null;
  after: object | null;
}

type DealEvent = (typeof OF_DEALS)[number];
type Change = readonly [what: DealEvent, before: object | null, after: object | null];

/** What one decision comes to, in the order of cause and effect: the task that was done, the move, the task that it opened. */
export function happeningsOf(
  kind: Kind,
  command: Pick<Command, 'type'>,
  before: Snapshot | null,
  after: Snapshot,
): Happening[] {
  const changes = before === null ? born(after) : [...ended(command, before, after), ...deal(before, after)];
  return [...changes, ...tasksNow(before, after)].map(([what, was, is]) => ({
    kind: `${kind}.${what}`,
    before: was,
    after: is,
  }));
}

const born = (after: Snapshot): Change[] => [['started', null, dealView(after)]];

/** Tasks that were open and are no longer. One that a move has left behind is in no snapshot any more. */
function ended(command: Pick<Command, 'type'>, before: Snapshot, after: Snapshot): Change[] {
  return before.tasks.filter(isOpen).flatMap((was): Change[] => {
    const is = after.tasks.find(({ id }) => id === was.id);
    if (is?.status === 'open') return [];
    const outcome = answerTo(command, was);
    const done = is ? is.status === 'done' : outcome !== null;
    const then = is ?? { ...was, status: done ? ('done' as const) : ('cancelled' as const), outcome };
    return [[done ? 'task_done' : 'task_cancelled', taskView(was), taskView(then)]];
  });
}

/** The outcome that a command gives to this task; null when it is about something else. */
function answerTo(command: Pick<Command, 'type'>, { id, key }: Task): string | null {
  const { task, outcome } = command as { task?: string; outcome?: string };
  return command.type === 'complete' && (task === id || task === key) ? (outcome ?? null) : null;
}

function deal(before: Snapshot, after: Snapshot): Change[] {
  const [was, is] = [dealView(before), dealView(after)];
  const differ = (key: keyof typeof is) => JSON.stringify(was[key]) !== JSON.stringify(is[key]);
  const happened: [DealEvent, boolean][] = [
    ['closed', before.closedAt === null && after.closedAt !== null],
    ['reopened', before.closedAt !== null && after.closedAt === null],
    ['moved', before.state !== after.state && before.closedAt === null && after.closedAt === null],
    ['owner_changed', before.owner !== after.owner],
    ['fields_changed', differ('fields')],
    ['waiting', !before.wait && !!after.wait],
    ['resumed', !!before.wait && !after.wait && after.closedAt === null],
    ['overdue', !isLate(before.clock) && isLate(after.clock)],
  ];
  return happened.filter(([, did]) => did).map(([what]) => [what, was, is]);
}

function tasksNow(before: Snapshot | null, after: Snapshot): Change[] {
  return after.tasks.filter(isOpen).flatMap((is): Change[] => {
    const was = before?.tasks.find(({ id }) => id === is.id);
    if (was?.status !== 'open') return [['task_opened', was ? taskView(was) : null, taskView(is)]];
    const changes: Change[] = [];
    if (was.assignee !== is.assignee) changes.push(['task_assigned', taskView(was), taskView(is)]);
    if (!isLate(was.clock) && isLate(is.clock)) changes.push(['task_overdue', taskView(was), taskView(is)]);
    return changes;
  });
}

const isOpen = ({ status }: Task): boolean => status === 'open';
const isLate = (clock: Clock | null): boolean => clock?.light === 'overdue' || clock?.light === 'escalated';
const isoOrNull = (at: Instant | null | undefined) => (at == null ? null : new Date(at).toISOString());

const dealView = ({ state, owner, closedAt, clock, wait, fields }: Snapshot) => ({
  state,
  ownerId: owner,
  closedAt: isoOrNull(closedAt),
  dueAt: isoOrNull(clock?.dueAt),
  light: clock?.light ?? null,
  waitUntil: isoOrNull(wait?.until),
  waiting: wait !== null,
  fields: told(fields),
});

/** Words of a task that was added by hand are no part of it. */
const taskView = ({ id, task, stage, status, outcome, assignee, clock }: Task) => ({
  id,
  task,
  stage,
  status,
  outcome,
  assigneeId: assignee,
  dueAt: isoOrNull(clock?.dueAt),
  light: clock?.light ?? null,
});
