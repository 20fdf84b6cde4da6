import { v5 as derivedId, v7 as uuid } from 'uuid';
import {
  type Decision,
  deadlinesOf,
  type Facts,
  firstDue,
  isClosedState,
  type Money,
  OWNER,
  probabilityOf,
  resultOf,
  type Snapshot,
  settle,
  settledTasks,
  type Wish,
  waitingUntil,
} from '../src/process';
import { resolveFacts } from '../src/process/time/resolve';
import type { Run } from '../workflows/messages';
import { calendarFor, type Reference } from './reference';

/** Which instance a decision is about: the part of its run that the tables need. */
export type Instance = Pick<Run, 'instanceId' | 'kind' | 'versionId' | 'definition'>;

/** What `record_decision` takes: a decision with its facts, laid out for the rows it becomes. Plain JSON. */
export interface DecisionRecord {
  instanceId: string;
  kind: string;
  versionId: string;
  commandId: string;
  /** The row of the command inbox; null for what no inbox brought, such as a deadline. */
  inboxId: string | null;
  type: string;
  at: number;
  actorId: string;
  from: string | null;
  seq: number;
  command: unknown;
  facts: Facts;
  snapshot: Snapshot;
  reference: number;
  row: InstanceColumns;
  tasks: ReturnType<typeof settledTasks>;
  deadlines: ReturnType<typeof deadlinesOf>;
  notices: { id: string; person: string; code: string; subject: string }[];
  outbox: { id: string; wish: unknown }[];
  starts: { id: string; process: string; fields: unknown }[];
  /** `inboxId` within the conversion: where the words of the sale are. */
  convert?: { conversion: unknown; ids: { account: string; contact: string; sale: string } };
}

/** Resolves a decision's facts from the reference data, and lays it out for its rows. `newId` makes the rows' ids. */
export function layOut(
  instance: Instance,
  decision: Decision,
  reference: Reference,
  newId: () => string = uuid,
): DecisionRecord {
  const { definition, instanceId, kind, versionId } = instance;
  const calendar = calendarFor(reference, definition, ownerAfter(decision, reference));
  const facts = resolveFacts(decision, { calendar, people: reference.people, newId });
  const snapshot = settle(decision.snapshot, facts);
  const { command } = decision;
  const conversion = decision.wishes.find((wish) => wish.wish === 'convert')?.conversion;
  const inboxId = command.actor.id === 'system' && command.type === 'deadline' ? null : command.id;
  return {
    instanceId,
    kind,
    versionId,
    commandId: command.id,
    inboxId,
    type: command.type,
    at: decision.at,
    actorId: command.actor.id,
    from: decision.from,
    seq: snapshot.seq,
    command,
    facts,
    snapshot,
    reference: reference.version,
    row: columnsOf(instance, snapshot),
    tasks: settledTasks(decision, facts),
    deadlines: deadlinesOf(snapshot),
    notices: noticesOf(decision, snapshot, reference, newId),
    outbox: outboxOf(decision, snapshot, reference, newId),
    starts: startsOf(decision, instanceId, snapshot.seq),
    ...(conversion && {
      convert: { conversion: { ...conversion, inboxId }, ids: { account: newId(), contact: newId(), sale: newId() } },
    }),
  };
}

/** Who owns the instance once the decision is settled: a ladder gives it to the owner's manager, whose calendar counts then. */
function ownerAfter({ questions, snapshot }: Decision, { people }: Reference): string {
  const changes = questions.some((one) => one.ask === 'assignee' && one.task === OWNER);
  return (changes && people.managerOf(snapshot.owner)) || snapshot.owner;
}

export type InstanceColumns = ReturnType<typeof columnsOf>;

/** The columns of an instance's row that people sort and filter by; all of it follows from the snapshot. */
export function columnsOf({ definition }: Pick<Instance, 'definition'>, snapshot: Snapshot) {
  const { wait, state } = snapshot;
  const clock = firstDue(snapshot);
  const amount = snapshot.fields.amount as Money | null | undefined;
  const open = !isClosedState(state);
  const taskDues = snapshot.tasks.filter((t) => t.status === 'open').map((t) => t.clock?.dueAt ?? null);
  const text = (field: string) =>
    typeof snapshot.fields[field] === 'string' ? (snapshot.fields[field] as string) : null;
  return {
    state,
    open,
    result: resultOf(definition, state),
    ownerId: snapshot.owner,
    enteredAt: snapshot.enteredAt,
    closedAt: snapshot.closedAt,
    plannedFor: snapshot.plannedFor,
    waitUntil: waitingUntil(snapshot),
    waitReason: wait?.reason ?? null,
    dueSoonAt: clock?.dueSoonAt ?? null,
    dueAt: clock?.dueAt ?? null,
    escalateAt: clock?.escalateAt ?? null,
    nextTaskDueAt: earliest(taskDues),
    openTasks: taskDues.length,
    amountMinor: amount?.minor ?? null,
    currency: amount?.currency ?? null,
    probabilityPct: probabilityOf(definition, state, snapshot.fields),
    // A process may have a field of this name that is no date.
    decisionOn: definition.fields.decisionDate?.type === 'date' ? text('decisionDate') : null,
    rating: text('rating'),
  };
}

const earliest = (instants: readonly (number | null)[]): number | null => {
  const known = instants.filter((at): at is number => at !== null);
  return known.length > 0 ? Math.min(...known) : null;
};

/** Who is told what: one notice per person and thing, and nobody is told of what they did themselves. */
function noticesOf(
  decision: Decision,
  snapshot: Snapshot,
  { people }: Reference,
  newId: () => string,
): DecisionRecord['notices'] {
  const found = new Map<string, DecisionRecord['notices'][number]>();
  for (const wish of decision.wishes) {
    if (wish.wish !== 'notify') continue;
    for (const person of addressees(wish.to, snapshot, people)) {
      if (person === decision.command.actor.id) continue;
      found.set(`${person} ${wish.about} ${wish.subject}`, {
        id: newId(),
        person,
        code: wish.about,
        subject: wish.subject,
      });
    }
  }
  return [...found.values()];
}

/** What is to be sent outside, with everybody it goes to. */
function outboxOf(
  { wishes }: Decision,
  snapshot: Snapshot,
  { people }: Reference,
  newId: () => string,
): DecisionRecord['outbox'] {
  return wishes.flatMap((wish): DecisionRecord['outbox'] => {
    if (wish.wish === 'webhook') return [{ id: newId(), wish: { hook: wish.hook, subject: wish.subject } }];
    if (wish.wish !== 'mail') return [];
    const to = [...new Set(addressees(wish.to, snapshot, people))];
    return [{ id: newId(), wish: { template: wish.template, to, subject: wish.subject } }];
  });
}

/** Processes that begin. Their ids follow from the decision, so that one that is recorded again begins nothing twice. */
const startsOf = ({ wishes }: Decision, instanceId: string, seq: number): DecisionRecord['starts'] =>
  wishes
    .filter((wish) => wish.wish === 'start')
    .map(({ process, fields }, n) => ({ id: derivedId(`start ${seq} ${n}`, instanceId), process, fields }));

function addressees(
  to: Extract<Wish, { wish: 'notify' }>['to'],
  { owner, tasks }: Snapshot,
  people: Reference['people'],
): readonly string[] {
  if (to === 'owner') return [owner];
  if (to === "owner's manager") return [people.managerOf(owner) ?? owner];
  if ('person' in to) return [to.person];
  if (!('task' in to)) return people.membersOf(to);
  const task = tasks.find((one) => one.key === to.task);
  if (!task) return [];
  if (task.assignee !== null) return [task.assignee];
  return task.queue ? people.membersOf(task.queue) : [owner];
}
