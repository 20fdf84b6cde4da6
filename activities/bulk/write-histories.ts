import type { ClientBase } from 'pg';
import { type Instant, isClosedState, type Task } from '../../src/process';
import type { DecisionRecord } from '../decision-record';
import type { Reference } from '../reference';
import { type Cell, copyRows } from './copy-rows';
import { insertInstances } from './insert-instances';
import type { PastInstance } from './past-instance';
import { writeWords } from './write-words';

/** One lead or sale with the past that the machine made for it, and the words that stay out of the machine. */
export interface MadeHistory {
  past: PastInstance;
  /** The columns of its row in `leads` or `sales`; what is left out is null. */
  words: Readonly<Record<string, string | number | object | null | undefined>>;
  /** Who typed it in; null: a system. */
  createdBy: string | null;
  /** Titles of tasks that were added by hand, by task key. */
  titles?: Readonly<Record<string, string>>;
}

/** Who hears of a past: nobody, or its people as if they had lived it, having read what is older than an instant. */
export type Notices = 'none' | { readUntil: Instant };

/** Calendars or people have changed since the histories were made: they have to be made anew. */
export class ReferenceStale extends Error {}

/**
 * Writes whole histories with the rows that people query, inside the caller's transaction. Open instances are left
 * for `startPending`, which starts their workflows behind them. Those that are there already are left out, so a
 * repeat does no harm. Gives the ids of what was written.
 * @throws ReferenceStale
 */
export async function writeHistories(
  client: ClientBase,
  made: readonly MadeHistory[],
  { reference, notices }: { reference: Reference; notices: Notices },
): Promise<ReadonlySet<string>> {
  await mustBeCurrent(client, reference);
  const fresh = await leaveOutThere(client, made);
  await writeWords(client, fresh);
  await insertInstances(
    client,
    fresh.map(({ past }) => past),
  );
  await copyRows(client, 'process_events', EVENT, fresh.flatMap(eventRows));
  await copyRows(client, 'tasks', TASK, fresh.flatMap(taskRows));
  await copyRows(client, 'deadlines', DEADLINE, fresh.flatMap(deadlineRows));
  if (notices !== 'none') {
    const rows = fresh.flatMap((one) => noticeRows(one, notices.readUntil));
    await copyRows(client, 'notifications', NOTICE, rows);
  }
  return new Set(fresh.map(idOf));
}

const idOf = ({ past }: MadeHistory): string => past.instance.instanceId;

async function mustBeCurrent(client: ClientBase, { version }: Reference): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT value::int AS version FROM settings WHERE key = 'reference'`,
  );
  if (rows[0]?.version !== version) throw new ReferenceStale('Calendars or people have changed meanwhile.');
}

async function leaveOutThere(client: ClientBase, made: readonly MadeHistory[]): Promise<MadeHistory[]> {
  const { rows } = await client.query<{ id: string }>('SELECT id FROM process_instances WHERE id = ANY($1)', [
    made.map(idOf),
  ]);
  const there = new Set(rows.map((row) => row.id));
  return made.filter((one) => !there.has(idOf(one)));
}

const at = (instant: Instant | null | undefined): Date | null => (instant == null ? null : new Date(instant));

const EVENT = [
  'instance_id',
  'seq',
  'command_id',
  'type',
  'at',
  'actor_id',
  'from_state',
  'to_state',
  'command',
  'facts',
  'snapshot',
];

const eventRows = ({ past }: MadeHistory): Cell[][] =>
  past
    .decisions()
    .map((d) => [
      d.instanceId,
      d.seq,
      d.commandId,
      d.type,
      at(d.at),
      d.actorId,
      d.from,
      d.snapshot.state,
      d.command as object,
      d.facts,
      d.snapshot,
    ]);

const TASK = [
  'id',
  'instance_id',
  'key',
  'task',
  'title',
  'stage',
  'assignee_id',
  'queue_role',
  'queue_team',
  'status',
  'outcome',
  'opened_at',
  'due_soon_at',
  'due_at',
  'ended_at',
];

/** Each task once, as its last decision left it. */
function taskRows({ past, titles = {} }: MadeHistory): Cell[][] {
  const tasks = new Map<string, Task>();
  for (const decision of past.decisions()) for (const task of decision.tasks) tasks.set(task.key, task);
  return [...tasks.values()].map((task) => [
    task.id,
    past.instance.instanceId,
    task.key,
    task.task,
    titles[task.key],
    task.stage,
    task.assignee,
    task.queue && 'role' in task.queue ? task.queue.role : null,
    task.queue && 'team' in task.queue ? task.queue.team : null,
    task.status,
    task.outcome,
    at(task.openedAt),
    at(task.clock?.dueSoonAt),
    at(task.clock?.dueAt),
    at(task.endedAt),
  ]);
}

const DEADLINE = ['instance_id', 'key', 'subject', 'kind', 'at'];

function deadlineRows({ past }: MadeHistory): Cell[][] {
  const last = past.decisions().at(-1);
  if (!last || isClosedState(last.snapshot.state)) return [];
  return last.deadlines.map((one) => [last.instanceId, one.key, one.subject, one.kind, at(one.at)]);
}

const NOTICE = ['id', 'instance_id', 'seq', 'n', 'person_id', 'code', 'subject', 'at', 'read_at'];

const noticeRows = ({ past }: MadeHistory, readUntil: Instant): Cell[][] =>
  past.decisions().flatMap((d: DecisionRecord) =>
    d.notices.map((notice, i) => {
      const readAt = d.at <= readUntil ? at(d.at) : null;
      return [notice.id, d.instanceId, d.seq, i + 1, notice.person, notice.code, notice.subject, at(d.at), readAt];
    }),
  );
