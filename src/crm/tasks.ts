import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../access';
import type { Definition, Instant, Kind } from '../process';
import { type Page, type PageRequest, pageOf, startOf } from './cursor';
import { inQueueSql, type Worker } from './inbox/mine-sql';
import { ms, type Ref, ref } from './instance-sql';
import type { Version, Versions } from './versions';

/** A task in a list of tasks. */
export interface TaskRow {
  id: string;
  key: string;
  task: string | null;
  title: string | null;
  stage: string;
  status: string;
  outcome: string | null;
  assignee: Ref | null;
  queue: { role: string } | { team: string } | null;
  openedAt: Instant;
  dueSoonAt: Instant | null;
  dueAt: Instant | null;
  endedAt: Instant | null;
  instance: { id: string; kind: Kind; number: number; name: string; account: Ref | null };
  definition: Definition;
}

export interface TaskFilter {
  /** Whose: those they hold, and those in a queue that they may claim from. */
  mine?: Worker;
  assignee?: string;
  instance?: string;
  status: 'open' | 'done' | 'cancelled' | 'any';
}

/** Who looks: whatever their sight, they see what is theirs to do. */
export interface SeenBy {
  sight: Sight;
  worker: Worker;
}

/**
 * Tasks by urgency: what is due first comes first, what has no date last. A task whose instance waits is as
 * urgent as its date says.
 */
export async function listTasks(
  { pool, versions }: { pool: Pool; versions: Versions },
  asked: { filter: TaskFilter; page: PageRequest; seenBy?: SeenBy },
  now: Instant,
): Promise<Page<TaskRow>> {
  const { filter, page, seenBy } = asked;
  const start = startOf(page, filter, now);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = conditions(filter, start.asOf, bind);
  if (seenBy)
    where.push(`(${mineSql(seenBy.worker, bind)} OR EXISTS (SELECT 1 FROM process_instances i
      WHERE i.id = t.instance_id AND ${seenSql(seenBy.sight, 'instance', 'i', bind)}))`);
  const total = page.count ? await count(pool, where, [...values]) : undefined;
  const [due, id] = start.after;
  if (!start.first) where.push(`(${DUE}, t.id) > (${bind(due)}::timestamptz, ${bind(id)}::uuid)`);
  const sql = `${SELECT} WHERE ${where.join(' AND ')} ORDER BY ${DUE}, t.id LIMIT ${bind(page.limit + 1)}`;
  const { rows } = await pool.query<Read>(sql, values);
  const read = pageOf(rows, page, start.asOf, filter, (row) => [row.sortKey, row.id]);
  const known = await versions.all(read.items.map((row) => row.versionId));
  const items = read.items.flatMap((row) => taskOf(row, known));
  return { ...read, items, ...(total === undefined ? {} : { total }) };
}

/** The decision by which somebody last answered or cancelled a task; null when nobody did. */
export async function endingOf(
  pool: Pool,
  task: { id: string; key: string; instance: { id: string } },
): Promise<number | null> {
  const { rows } = await pool.query<{ seq: number }>(
    `SELECT seq FROM process_events WHERE instance_id = $1 AND type IN ('complete', 'cancel task') AND command ->> 'task' IN ($2, $3)
     ORDER BY seq DESC LIMIT 1`,
    [task.instance.id, task.id, task.key],
  );
  return rows[0]?.seq ?? null;
}

type Read = Omit<TaskRow, 'queue' | 'instance' | 'definition'> & {
  versionId: string;
  queueRole: string | null;
  queueTeam: string | null;
  instanceId: string;
  kind: Kind;
  number: number;
  name: string;
  account: Ref | null;
  sortKey: string;
};

function taskOf(row: Read, versions: ReadonlyMap<string, Version>): TaskRow[] {
  const definition = versions.get(row.versionId)?.definition;
  if (!definition) return [];
  const { instanceId, kind, number, name, account, queueRole, queueTeam, versionId: _, sortKey: __, ...task } = row;
  const queue = queueRole !== null ? { role: queueRole } : queueTeam !== null ? { team: queueTeam } : null;
  return [{ ...task, queue, instance: { id: instanceId, kind, number, name, account }, definition }];
}

const DUE = `coalesce(t.due_at, 'infinity'::timestamptz)`;

const FROM = `FROM tasks t JOIN process_instances i ON i.id = t.instance_id
  LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
  LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id
  LEFT JOIN accounts a ON a.id = coalesce(s.account_id, l.account_id)
  LEFT JOIN people o ON o.id = t.assignee_id`;

const SELECT = `SELECT t.id, t.key, t.task, t.title, t.stage, t.status, t.outcome, ${ref('o')} AS assignee,
  t.queue_role AS "queueRole", t.queue_team AS "queueTeam", ${ms('t.opened_at')} AS "openedAt",
  ${ms('t.due_soon_at')} AS "dueSoonAt", ${ms('t.due_at')} AS "dueAt", ${ms('t.ended_at')} AS "endedAt",
  i.id AS "instanceId", i.kind, i.version_id AS "versionId", coalesce(s.number, l.number) AS number,
  coalesce(s.title, l.topic) AS name, ${ref('a')} AS account, (${DUE})::text AS "sortKey" ${FROM}`;

function conditions(filter: TaskFilter, asOf: Instant, bind: (value: unknown) => string): string[] {
  const where = [`t.opened_at <= ${bind(new Date(asOf))}`];
  const { mine } = filter;
  if (filter.status !== 'any') where.push(`t.status = ${bind(filter.status)}`);
  if (filter.assignee) where.push(`t.assignee_id = ${bind(filter.assignee)}`);
  if (filter.instance) where.push(`t.instance_id = ${bind(filter.instance)}`);
  if (mine) where.push(mineSql(mine, bind));
  return where;
}

const mineSql = (worker: Worker, bind: Bind): string =>
  `(t.assignee_id = ${bind(worker.id)}::uuid OR (t.assignee_id IS NULL AND ${inQueueSql(worker, bind)}))`;

async function count(pool: Pool, where: readonly string[], values: unknown[]): Promise<number> {
  const sql = `SELECT count(*)::int AS total FROM tasks t WHERE ${where.join(' AND ')}`;
  return (await pool.query<{ total: number }>(sql, values)).rows[0]?.total ?? 0;
}
