import type { Pool } from 'pg';
import type { Instant, Text } from '../../process';
import type { Versions } from '../versions';
import { mineSql, URGENCIES, type Urgency, type Worker } from './mine-sql';
import { endOfDayOf } from './working-left';

type NowUrgency = Exclude<Urgency, 'waiting'>;

/** How much is in an inbox. What is snoozed or waits is counted like the rest: the urgencies add up to `total`. */
export interface InboxCounters {
  total: number;
  urgencies: Record<Urgency, number>;
  /** Due, and not late yet, until the end of the day where the person works. */
  dueToday: number;
  undated: number;
  snoozed: number;
  claimable: number;
  /** What the list shows unless it is asked for more: neither snoozed nor waiting. */
  shown: number;
  /** The same by urgency: what the list holds once it is narrowed to one. */
  now: Record<NowUrgency, number>;
  processes: { key: string; name: Text; total: number; late: number; shown: number }[];
}

interface Group {
  versionId: string;
  urgency: number;
  claimable: boolean;
  snoozed: boolean;
  today: boolean;
  undated: boolean;
  n: number;
}

/** Counts somebody's inbox as of an instant. */
export async function countInbox(
  { pool, versions }: { pool: Pool; versions: Versions },
  worker: Worker,
  asOf: Instant,
): Promise<InboxCounters> {
  const endOfDay = await endOfDayOf(pool, worker.id, asOf);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const mine = mineSql(worker, { show: 'all' }, asOf, bind);
  const [after, until] = [bind(new Date(asOf)), bind(new Date(endOfDay))];
  const { rows } = await pool.query<Group>(
    `SELECT i.version_id AS "versionId", u.urgency, t.assignee_id IS NULL AS claimable, z.task_id IS NOT NULL AS snoozed,
       coalesce(d.due > ${after}::timestamptz AND d.due <= ${until}::timestamptz, false) AS today, d.due IS NULL AS undated, count(*)::int AS n
     ${mine} GROUP BY 1, 2, 3, 4, 5, 6`,
    values,
  );
  const sum = (holds: (group: Group) => boolean) => rows.reduce((all, group) => all + (holds(group) ? group.n : 0), 0);
  const now = URGENCIES.slice(0, WAITING).map((one, n) => [one, sum((group) => group.urgency === n && isShown(group))]);
  const urgencies = URGENCIES.map((urgency, n) => [urgency, sum((group) => group.urgency === n)]);
  return {
    total: sum(() => true),
    urgencies: Object.fromEntries(urgencies) as InboxCounters['urgencies'],
    dueToday: sum(({ today }) => today),
    undated: sum(({ undated }) => undated),
    snoozed: sum(({ snoozed }) => snoozed),
    claimable: sum(({ claimable }) => claimable),
    shown: sum(isShown),
    now: Object.fromEntries(now) as InboxCounters['now'],
    processes: await byProcess(versions, rows),
  };
}

const WAITING = URGENCIES.indexOf('waiting');
const DUE_SOON = URGENCIES.indexOf('due soon');
const isShown = ({ snoozed, urgency }: Group) => !snoozed && urgency < WAITING;

/** The most tasks first. */
async function byProcess(versions: Versions, rows: readonly Group[]): Promise<InboxCounters['processes']> {
  const known = await versions.all(rows.map(({ versionId }) => versionId));
  const processes = new Map<string, InboxCounters['processes'][number]>();
  for (const group of rows) {
    const { versionId, urgency, n } = group;
    const version = known.get(versionId);
    if (!version) continue;
    const { key, definition } = version;
    const { total, late, shown } = processes.get(key) ?? { total: 0, late: 0, shown: 0 };
    processes.set(key, {
      key,
      name: definition.name,
      total: total + n,
      late: late + (urgency < DUE_SOON ? n : 0),
      shown: shown + (isShown(group) ? n : 0),
    });
  }
  return [...processes.values()].sort((a, b) => b.total - a.total || (a.key < b.key ? -1 : 1));
}
