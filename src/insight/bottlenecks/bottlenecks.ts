import type { Pool } from 'pg';
import type { Instant } from '../../process';
import { questionSql, readRows, type SetScope } from '../question';
import { during, PART_NAMES, PARTS, type Part, visitsSql, WHOLE } from './visits-sql';

/** What the time at a stage went to, over the visits that were left in the period. */
export interface StageTimes {
  process: string;
  stage: string;
  /** Visits that were left in the period, and deals that they were of. */
  left: number;
  /** Visits that began in it. */
  entered: number;
  /** Deals that stand here, and how long those have stood in the middle. */
  here: number;
  hereMedianMs: number | null;
  meanMs: number | null;
  medianMs: number | null;
  p90Ms: number | null;
  /** Sums; together they are all of the time. */
  partsMs: Record<Part, number>;
  /** Visits that lasted beyond their limit, of those that had one. */
  overLimit: number;
  limited: number;
  /** Visits of deals that had been here before. */
  again: number;
  /** Visits within which the deal or a task of it went from hand to hand, and how often that was. */
  handedOver: number;
  handovers: number;
}

/** What came into a stage and went out of it in one week. */
export interface StageWeek {
  process: string;
  stage: string;
  /** The Monday on which it began, in the period's zone. */
  week: string;
  entered: number;
  left: number;
}

type Scope = Omit<SetScope, 'bind'>;

/** Where time goes, by stage: the most first. */
export async function readBottlenecks(pool: Pool, { question, sight }: Scope): Promise<StageTimes[]> {
  const [left, entered, here] = await Promise.all([
    readRows<LeftRow>(pool, (bind) => leftSql(visitsSql(question, sight, during(question, 'left_at', bind), bind))),
    readRows<CountRow>(pool, (bind) => {
      const from = visitsSql(question, sight, during(question, 'entered_at', bind), bind);
      return `SELECT pv.key AS process, v.state AS stage, count(*)::int AS n FROM ${from} GROUP BY 1, 2`;
    }),
    readRows<CountRow & { medianMs: number }>(pool, (bind) => {
      const asOf = `${bind(new Date(question.asOf))}::timestamptz`;
      const from = visitsSql(question, sight, ['v.left_at IS NULL', `v.entered_at <= ${asOf}`], bind);
      return `SELECT pv.key AS process, v.state AS stage, count(*)::int AS n,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY ms_of(${asOf}) - ms_of(v.entered_at)) AS "medianMs" FROM ${from} GROUP BY 1, 2`;
    }),
  ]);
  const keys = new Map(
    [...left, ...entered, ...here].map(({ process, stage }) => [`${process} ${stage}`, { process, stage }]),
  );
  const of = <T extends { process: string; stage: string }>(rows: readonly T[], key: string) =>
    rows.find(({ process, stage }) => `${process} ${stage}` === key);
  return [...keys]
    .map(([key, { process, stage }]) =>
      timesOf({ process, stage }, of(left, key), of(entered, key)?.n ?? 0, of(here, key)),
    )
    .sort((a, b) => totalOf(b) - totalOf(a) || (a.stage < b.stage ? -1 : 1));
}

const totalOf = ({ partsMs }: StageTimes): number => PART_NAMES.reduce((sum, part) => sum + partsMs[part], 0);

type LeftRow = Omit<StageTimes, 'entered' | 'here' | 'hereMedianMs' | 'partsMs' | 'medianMs' | 'p90Ms'> &
  Record<Part, number> & { quantiles: [median: number, p90: number] };
type CountRow = { process: string; stage: string; n: number };

const leftSql = (from: string): string => `
  SELECT pv.key AS process, v.state AS stage, count(*)::int AS left, avg(${WHOLE}::float8) AS "meanMs",
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY ${WHOLE}::float8) AS quantiles,
    ${PART_NAMES.map((part) => `sum(${PARTS[part]}::float8) AS ${part}`).join(', ')},
    (count(*) FILTER (WHERE v.left_at > v.due_at))::int AS "overLimit", count(v.due_at)::int AS limited,
    (count(*) FILTER (WHERE v.again))::int AS again, (count(*) FILTER (WHERE v.handovers > 0))::int AS "handedOver",
    sum(v.handovers)::int AS handovers
  FROM ${from} GROUP BY 1, 2`;

function timesOf(
  at: { process: string; stage: string },
  left: LeftRow | undefined,
  entered: number,
  here: { n: number; medianMs: number } | undefined,
): StageTimes {
  return {
    ...at,
    left: left?.left ?? 0,
    entered,
    here: here?.n ?? 0,
    hereMedianMs: here?.medianMs ?? null,
    meanMs: left?.meanMs ?? null,
    medianMs: left?.quantiles[0] ?? null,
    p90Ms: left?.quantiles[1] ?? null,
    partsMs: Object.fromEntries(PART_NAMES.map((part) => [part, left?.[part] ?? 0])) as Record<Part, number>,
    overLimit: left?.overLimit ?? 0,
    limited: left?.limited ?? 0,
    again: left?.again ?? 0,
    handedOver: left?.handedOver ?? 0,
    handovers: left?.handovers ?? 0,
  };
}

/** What came in and went out, week by week. A week belongs to the period by its days within it. */
export async function readWeeks(pool: Pool, { question, sight }: Scope): Promise<StageWeek[]> {
  const weekly = (column: 'entered_at' | 'left_at') =>
    readRows<CountRow & { week: string }>(pool, (bind) => {
      const zone = bind(question.period.zone);
      const from = visitsSql(question, sight, during(question, column, bind), bind);
      return `SELECT pv.key AS process, v.state AS stage, to_char(date_trunc('week', v.${column} AT TIME ZONE ${zone}), 'YYYY-MM-DD') AS week,
        count(*)::int AS n FROM ${from} GROUP BY 1, 2, 3`;
    });
  const [entered, left] = await Promise.all([weekly('entered_at'), weekly('left_at')]);
  const weeks = new Map<string, StageWeek>();
  const at = ({ process, stage, week }: { process: string; stage: string; week: string }): StageWeek => {
    const key = `${process} ${stage} ${week}`;
    const known = weeks.get(key) ?? { process, stage, week, entered: 0, left: 0 };
    weeks.set(key, known);
    return known;
  };
  for (const row of entered) at(row).entered += row.n;
  for (const row of left) at(row).left += row.n;
  return [...weeks.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ week, process, stage }: StageWeek): string => `${week} ${process} ${stage}`;

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
export async function readTaskTimes(pool: Pool, { question, sight }: Scope): Promise<TaskTimes[]> {
  const { period, asOf } = question;
  const until: Instant = Math.min(period.until, asOf + 1);
  return readRows<TaskTimes>(
    pool,
    (bind) => `
    SELECT pv.key AS process, t.stage, t.task, count(*)::int AS ended, (count(*) FILTER (WHERE t.status = 'done'))::int AS done,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY ms_of(t.ended_at) - ms_of(t.opened_at)) AS "medianMs",
      percentile_cont(0.9) WITHIN GROUP (ORDER BY ms_of(t.ended_at) - ms_of(t.opened_at)) AS "p90Ms",
      count(q.ms)::int AS queued, percentile_cont(0.5) WITHIN GROUP (ORDER BY q.ms) AS "queueMedianMs",
      (count(*) FILTER (WHERE t.ended_at > t.due_at))::int AS late
    FROM tasks t JOIN process_instances i ON i.id = t.instance_id JOIN process_versions pv ON pv.id = i.version_id
    LEFT JOIN LATERAL (SELECT ms_of(coalesce(min(e.at), t.ended_at)) - ms_of(t.opened_at) AS ms FROM process_events e
      WHERE e.instance_id = t.instance_id AND e.type = 'claim' AND e.command ->> 'task' IN (t.key, t.id::text)
        AND e.at >= t.opened_at) q ON t.queue_role IS NOT NULL OR t.queue_team IS NOT NULL
    WHERE t.ended_at >= ${bind(new Date(period.from))} AND t.ended_at < ${bind(new Date(until))} AND ${questionSql(question, sight, bind)}
    GROUP BY 1, 2, 3 ORDER BY ended DESC, 1, 2, 3`,
  );
}
