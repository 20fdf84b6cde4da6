import type { Bind } from '../../access';
import type { Instant } from '../../process';

/** Whose inbox it is. */
export interface Worker {
  id: string;
  roles: readonly string[];
  teams: readonly string[];
}

/** How a task stands, the most urgent first; `waiting`: its deal stands still for a known reason. */
export const URGENCIES = ['escalated', 'overdue', 'due soon', 'on time', 'waiting'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Which of them are asked for: `now` leaves out what is snoozed and what waits. */
export const SHOWN = ['now', 'snoozed', 'waiting', 'all'] as const;
export type Shown = (typeof SHOWN)[number];

export interface InboxFilter {
  show: Shown;
  /** Those one holds, or those that one may claim. */
  whose?: 'held' | 'claimable';
  /** The key of a process. */
  process?: string;
  urgency?: Urgency;
  /** Only tasks of these deals. */
  instance?: readonly string[];
}

/** In a queue that somebody may claim from, over `tasks t`. */
export const inQueueSql = ({ roles, teams }: Worker, bind: Bind): string =>
  `(t.queue_role = ANY(${bind(roles)}) OR t.queue_team = ANY(${bind(teams)}))`;

const BRANCH = (path: string): string =>
  `(SELECT b.value #> '${path}' FROM jsonb_each(i.snapshot -> 'branches') b WHERE b.value ->> 'at' = t.stage LIMIT 1)`;

/** A task without a limit of its own is due when its stage, or its branch's step, is. One that was added by hand is not. */
const due = (column: string, path: string): string => `CASE
  WHEN t.due_at IS NOT NULL OR t.task IS NULL THEN t.${column}
  WHEN t.stage = i.state THEN i.${column}
  ELSE to_timestamp(${BRANCH(`{clock,${path}}`)}::text::float8 / 1000) END`;

/** The clock that it is due by; asked for only where it is overdue. */
const CLOCK = `CASE
  WHEN t.due_at IS NOT NULL THEN (SELECT s -> 'clock' FROM jsonb_array_elements(i.snapshot -> 'tasks') s WHERE s ->> 'key' = t.key)
  WHEN t.stage = i.state THEN i.snapshot -> 'clock'
  ELSE ${BRANCH('{clock}')} END`;

const urgency = (now: string): string => `CASE
  WHEN i.wait_until > ${now} THEN 4
  WHEN d.due <= ${now} THEN (SELECT CASE WHEN c ->> 'light' = 'escalated'
      OR to_timestamp((c ->> 'escalateAt')::float8 / 1000) <= ${now} THEN 0 ELSE 1 END FROM (SELECT ${CLOCK} AS c) clock)
  WHEN d.soon <= ${now} THEN 2
  ELSE 3 END`;

/** Within the same due instant the larger deal comes first, then the better rated one, then the older task. */
const RATING = `coalesce(array_position(ARRAY['high', 'medium', 'low'], i.rating), 4)`;

/**
 * The tasks that are somebody's or that they may claim, each with when it is due, how it stands as of an instant, and what it is
 * ordered by: `u.urgency` is an index into `URGENCIES`. It is told once for each task (`OFFSET 0` keeps it from being written out
 * wherever it is used): of a late task it is read out of the instance's snapshot.
 */
export function mineSql(worker: Worker, filter: InboxFilter, asOf: Instant, bind: Bind): string {
  const now = `${bind(new Date(asOf))}::timestamptz`;
  const me = `${bind(worker.id)}::uuid`;
  return `FROM tasks t JOIN process_instances i ON i.id = t.instance_id
    CROSS JOIN LATERAL (SELECT ${due('due_at', 'dueAt')} AS due, ${due('due_soon_at', 'dueSoonAt')} AS soon) d
    CROSS JOIN LATERAL (SELECT ${urgency(now)} AS urgency, coalesce(d.due, 'infinity'::timestamptz) AS due,
      -i.amount_base_minor AS money, ${RATING} AS rating OFFSET 0) u
    LEFT JOIN task_snoozes z ON z.task_id = t.id AND z.person_id = ${me} AND z.until > ${now}
    WHERE t.status = 'open' AND i.open AND t.opened_at <= ${now} AND ${whoseSql(worker, filter, me, bind)}${narrowed(filter, bind)}`;
}

function whoseSql(worker: Worker, { whose }: InboxFilter, me: string, bind: Bind): string {
  const held = `t.assignee_id = ${me}`;
  const claimable = () => `(t.assignee_id IS NULL AND ${inQueueSql(worker, bind)})`;
  if (whose === 'held') return held;
  return whose === 'claimable' ? claimable() : `(${held} OR ${claimable()})`;
}

const SHOW: Readonly<Record<Shown, string>> = {
  now: ' AND z.task_id IS NULL AND u.urgency < 4',
  snoozed: ' AND z.task_id IS NOT NULL',
  waiting: ' AND u.urgency = 4',
  all: '',
};

function narrowed({ show, process, urgency, instance }: InboxFilter, bind: Bind): string {
  const ofProcess =
    process === undefined ? '' : ` AND i.version_id IN (SELECT id FROM process_versions WHERE key = ${bind(process)})`;
  const standing = urgency === undefined ? '' : ` AND u.urgency = ${bind(URGENCIES.indexOf(urgency))}`;
  const ofDeals = instance === undefined ? '' : ` AND i.id = ANY(${bind(instance)}::uuid[])`;
  return SHOW[show] + ofProcess + standing + ofDeals;
}
