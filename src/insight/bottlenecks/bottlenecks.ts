import type { Pool } from 'pg';
import { readRows, type SetScope } from '../question';
import { type LeftVisits, readLeft } from './left-visits';
import { during, PART_NAMES, type Part, VERSION, visitsSql } from './visits-sql';

/** What the time at a stage went to, over the visits that were left in the period. */
export interface StageTimes extends LeftVisits {
  /** Visits that began in the period, whenever they were left. */
  entered: number;
  /** Deals that stand here, and how long those have stood in the middle. */
  here: number;
  hereMedianMs: number | null;
  meanMs: number | null;
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
  const [left, others] = await Promise.all([
    readLeft(pool, { question, sight }),
    readOthers(pool, { question, sight }),
  ]);
  const keys = new Map([...left, ...others].map(({ process, stage }) => [`${process} ${stage}`, { process, stage }]));
  const of = <T extends { process: string; stage: string }>(rows: readonly T[], key: string) =>
    rows.find(({ process, stage }) => `${process} ${stage}` === key);
  return [...keys]
    .map(([key, at]) => timesOf(at, of(left, key), of(others, key)))
    .sort((a, b) => totalOf(b) - totalOf(a) || (a.stage < b.stage ? -1 : 1));
}

const totalOf = ({ partsMs }: Pick<LeftVisits, 'partsMs'>): number =>
  PART_NAMES.reduce((sum, part) => sum + partsMs[part], 0);

type Others = Pick<StageTimes, 'process' | 'stage' | 'entered' | 'here' | 'hereMedianMs'>;

/** Of the visits that were not left in the period those that began in it, and all that stand now: far fewer than there are in all. */
function readOthers(pool: Pool, { question, sight }: Scope): Promise<Others[]> {
  return readRows<Others>(pool, (bind) => {
    const began = during(question, 'entered_at', bind).join(' AND ');
    const at = `${bind(new Date(question.asOf))}::timestamptz`;
    const until = bind(new Date(Math.min(question.period.until, question.asOf + 1)));
    const visits = (here: boolean, where: string[]) =>
      `SELECT v.version_id, v.state, v.entered_at, ${here} AS here FROM ${visitsSql(question, sight, where, bind)}`;
    return `SELECT pv.key AS process, v.state AS stage, (count(*) FILTER (WHERE ${began}))::int AS entered,
        (count(*) FILTER (WHERE v.here))::int AS here,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY ms_of(${at}) - ms_of(v.entered_at)) FILTER (WHERE v.here) AS "hereMedianMs"
      FROM (${visits(true, ['v.left_at IS NULL', `v.entered_at <= ${at}`])}
        UNION ALL ${visits(false, [`v.left_at >= ${until}`, began])}) v ${VERSION} GROUP BY 1, 2`;
  });
}

const NOTHING_LEFT = {
  ...{ left: 0, medianMs: null, p90Ms: null, overLimit: 0, limited: 0, again: 0, handedOver: 0, handovers: 0 },
  partsMs: Object.fromEntries(PART_NAMES.map((part) => [part, 0])) as Record<Part, number>,
};

function timesOf(
  at: { process: string; stage: string },
  left: LeftVisits | undefined,
  others: Others | undefined,
): StageTimes {
  const meanMs = left ? totalOf(left) / left.left : null;
  const { here, hereMedianMs } = others ?? { here: 0, hereMedianMs: null };
  const entered = (left?.entered ?? 0) + (others?.entered ?? 0);
  return { ...NOTHING_LEFT, ...left, ...at, entered, here, hereMedianMs, meanMs };
}

/** What came in and went out, week by week. A week belongs to the period by its days within it. */
export async function readWeeks(pool: Pool, { question, sight }: Scope): Promise<StageWeek[]> {
  const weekly = (column: 'entered_at' | 'left_at') =>
    readRows<{ process: string; stage: string; week: string; n: number }>(pool, (bind) => {
      const zone = bind(question.period.zone);
      const from = visitsSql(question, sight, during(question, column, bind), bind, VERSION);
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
