import type { Pool } from 'pg';
import { readRows, type SetScope } from '../question';
import { type LeftVisits, readLeft } from './left-visits';
import { during, PART_NAMES, type Part, VERSION, visitsSql } from './visits-sql';

/** What the time at a stage went to, over the visits that were left in the period. */
export interface StageTimes extends LeftVisits {
  /** Visits that began in it. */
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
  const asOf = new Date(question.asOf);
  const [left, entered, here] = await Promise.all([
    readLeft(pool, { question, sight }),
    readRows<CountRow>(pool, (bind) =>
      enteredSql(visitsSql(question, sight, during(question, 'entered_at', bind), bind)),
    ),
    readRows<CountRow & { medianMs: number }>(pool, (bind) => {
      const at = `${bind(asOf)}::timestamptz`;
      return hereSql(visitsSql(question, sight, ['v.left_at IS NULL', `v.entered_at <= ${at}`], bind, VERSION), at);
    }),
  ]);
  const keys = new Map(
    [...left, ...entered, ...here].map(({ process, stage }) => [`${process} ${stage}`, { process, stage }]),
  );
  const of = <T extends { process: string; stage: string }>(rows: readonly T[], key: string) =>
    rows.find(({ process, stage }) => `${process} ${stage}` === key);
  return [...keys]
    .map(([key, at]) => timesOf(at, of(left, key), of(entered, key)?.n ?? 0, of(here, key)))
    .sort((a, b) => totalOf(b) - totalOf(a) || (a.stage < b.stage ? -1 : 1));
}

const totalOf = ({ partsMs }: Pick<LeftVisits, 'partsMs'>): number =>
  PART_NAMES.reduce((sum, part) => sum + partsMs[part], 0);

type CountRow = { process: string; stage: string; n: number };

/** Millions are counted by the index alone before any is given its process. */
const enteredSql = (from: string): string => `
  SELECT pv.key AS process, v.state AS stage, sum(v.n)::int AS n
  FROM (SELECT v.version_id, v.state, count(*) AS n FROM ${from} GROUP BY 1, 2) v ${VERSION} GROUP BY 1, 2`;

const hereSql = (from: string, asOf: string): string => `
  SELECT pv.key AS process, v.state AS stage, count(*)::int AS n,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY ms_of(${asOf}) - ms_of(v.entered_at)) AS "medianMs" FROM ${from} GROUP BY 1, 2`;

const NOTHING_LEFT = {
  ...{ left: 0, medianMs: null, p90Ms: null, overLimit: 0, limited: 0, again: 0, handedOver: 0, handovers: 0 },
  partsMs: Object.fromEntries(PART_NAMES.map((part) => [part, 0])) as Record<Part, number>,
};

function timesOf(
  at: { process: string; stage: string },
  left: LeftVisits | undefined,
  entered: number,
  here: { n: number; medianMs: number } | undefined,
): StageTimes {
  const meanMs = left ? totalOf(left) / left.left : null;
  return { ...NOTHING_LEFT, ...left, ...at, entered, here: here?.n ?? 0, hereMedianMs: here?.medianMs ?? null, meanMs };
}

/** What came in and went out, week by week. A week belongs to the period by its days within it. */
export async function readWeeks(pool: Pool, { question, sight }: Scope): Promise<StageWeek[]> {
  const weekly = (column: 'entered_at' | 'left_at') =>
    readRows<CountRow & { week: string }>(pool, (bind) => {
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
