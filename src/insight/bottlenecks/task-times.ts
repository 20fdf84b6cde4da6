import type { Pool } from 'pg';
import { z } from 'zod';
import type { Instant } from '../../process';
import { dealSet, questionSql, readRows, type SetScope } from '../question';

/** How long tasks took that ended in the period. */
export interface TaskTimes {
  process: string;
  stage: string;
  /** Null: added by hand. */
  task: string | null;
  ended: number;
  /** Done, as against withdrawn. */
  done: number;
  medianMs: number | null;
  p90Ms: number | null;
  /** Of those that came out of a queue: how many, and how long they lay in it. */
  queued: number;
  queueMedianMs: number | null;
  late: number;
}

/** How long tasks took, from opening to end, and how long those that were for several people lay until one took them. */
export async function readTaskTimes(pool: Pool, { question, sight }: Omit<SetScope, 'bind'>): Promise<TaskTimes[]> {
  const rows = await readRows<TaskRow>(pool, (bind) => {
    const ended = endedIn(question, bind);
    return `
    WITH claimed AS MATERIALIZED (
      SELECT t.id, ms_of(min(e.at)) AS at FROM tasks t JOIN process_events e ON e.instance_id = t.instance_id AND e.type = 'claim'
        AND e.command ->> 'task' IN (t.key, t.id::text) AND e.at >= t.opened_at
      WHERE ${QUEUED} AND ${ended} GROUP BY t.id),
    ended AS (
      SELECT pv.key AS process, t.stage, t.task, t.status = 'done' AS done, t.ended_at > t.due_at AS late,
        ms_of(t.ended_at) - ms_of(t.opened_at) AS took,
        CASE WHEN ${QUEUED} THEN coalesce(c.at, ms_of(t.ended_at)) - ms_of(t.opened_at) END AS queued
      FROM tasks t JOIN process_instances i ON i.id = t.instance_id JOIN process_versions pv ON pv.id = i.version_id
        LEFT JOIN claimed c ON c.id = t.id
      WHERE ${ended} AND ${questionSql(question, sight, bind)})
    SELECT process, stage, task, count(*)::int AS ended, (count(*) FILTER (WHERE done))::int AS done,
      percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY took) AS quantiles, count(queued)::int AS queued,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY queued) AS "queueMedianMs", (count(*) FILTER (WHERE late))::int AS late
    FROM ended GROUP BY 1, 2, 3 ORDER BY ended DESC, 1, 2, 3`;
  });
  return rows.map(({ quantiles: [medianMs, p90Ms], ...row }) => ({ ...row, medianMs, p90Ms }));
}

type TaskRow = Omit<TaskTimes, 'medianMs' | 'p90Ms'> & { quantiles: [median: number, p90: number] };

/** Only what lay in a queue is looked for among claims. */
const QUEUED = '(t.queue_role IS NOT NULL OR t.queue_team IS NOT NULL)';

function endedIn({ period, asOf }: SetScope['question'], bind: SetScope['bind']): string {
  const until: Instant = Math.min(period.until, asOf + 1);
  return `t.ended_at >= ${bind(new Date(period.from))} AND t.ended_at < ${bind(new Date(until))}`;
}

/** What of a task's times is counted; each counts tasks, and opens the deals that they are of. */
const TASK_MARKS = {
  ended: 'true',
  done: `t.status = 'done'`,
  'from a queue': QUEUED,
  late: 't.ended_at > t.due_at',
} as const;
export type TaskMark = keyof typeof TASK_MARKS;

/** The deals of the tasks that a number of the task times counts. */
export const TASKED = dealSet({
  name: 'task-times.tasks',
  at: z.strictObject({
    process: z.string(),
    stage: z.string(),
    /** None: those that were added by hand. */
    task: z.string().optional(),
    mark: z.enum(Object.keys(TASK_MARKS) as [TaskMark, ...TaskMark[]]),
  }),
  holds: ({ question, bind }: SetScope, { process, stage, task, mark }) =>
    `i.version_id IN (SELECT pv.id FROM process_versions pv WHERE pv.key = ${bind(process)})
     AND EXISTS (SELECT 1 FROM tasks t WHERE t.instance_id = i.id AND t.stage = ${bind(stage)}
       AND ${task === undefined ? 't.task IS NULL' : `t.task = ${bind(task)}`} AND ${endedIn(question, bind)} AND ${TASK_MARKS[mark]})`,
});
