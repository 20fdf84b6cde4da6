import type { Pool } from 'pg';
import { z } from 'zod';
import type { Instant } from '../../process';
import { hasVisit } from '../bottlenecks';
import { dealSet, readRows, type SetScope, setSql } from '../question';
import { ALL_DEALS, daysOff, type Where } from './deviation';

/** How visits of a stage stood to the end that was planned for it. */
export interface StageDeviation {
  process: string;
  stage: string;
  /** Left within the period, or here now. */
  visits: number;
  late: number;
  medianDays: number | null;
  worstDays: number | null;
}

/** Visits `v` that have a planned end, and were left in the period or go on. */
function plannedVisits({ question: { period, asOf }, bind }: Pick<SetScope, 'question' | 'bind'>) {
  const at = (instant: Instant) => `${bind(new Date(instant))}::timestamptz`;
  const now = at(asOf);
  return {
    holds: `v.planned_for IS NOT NULL AND v.entered_at <= ${now}
      AND (v.left_at IS NULL OR (v.left_at >= ${at(period.from)} AND v.left_at < ${at(period.until)}))`,
    days: daysOff(`coalesce(v.left_at, ${now})`, 'v.planned_for'),
  };
}

/** Stages that have planned ends: those left in the period, and those at which deals are now. */
export const readStageDeviation = (
  pool: Pool,
  { question, sight }: Omit<SetScope, 'bind'>,
  { account }: Where,
): Promise<StageDeviation[]> =>
  readRows(pool, (bind) => {
    const { holds, days } = plannedVisits({ question, bind });
    const deals = setSql(ALL_DEALS, { question, sight, bind }, { account });
    return `SELECT process, stage, count(*)::int AS visits, (count(*) FILTER (WHERE days >= 1))::int AS late,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS "medianDays", max(days) AS "worstDays"
      FROM (SELECT pv.key AS process, v.state AS stage, ${days} AS days
        FROM stage_visits v JOIN process_instances i ON i.id = v.instance_id JOIN process_versions pv ON pv.id = v.version_id
        WHERE ${holds} AND ${deals}) r
      GROUP BY 1, 2 ORDER BY late DESC, 1, 2`;
  });

/** The deals of the visits that planned stages count; of late ones alone. */
export const PLANNED_VISITS = dealSet({
  name: 'deviation.visits',
  at: z.strictObject({
    process: z.string(),
    stage: z.string(),
    late: z.literal('true').optional(),
    account: z.uuid().optional(),
  }),
  holds: (scope: SetScope, { late, account, ...at }) => {
    const { holds, days } = plannedVisits(scope);
    const visits = hasVisit(at, [holds, ...(late ? [`${days} >= 1`] : [])], scope.bind);
    return `${visits} AND ${ALL_DEALS.holds(scope, { account })}`;
  },
});
