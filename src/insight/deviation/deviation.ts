import type { Pool } from 'pg';
import { z } from 'zod';
import { ms, OWNER, type Ref } from '../../crm';
import type { Instant, Kind } from '../../process';
import { dealSet, groupSql, readRows, type SetScope, setSql } from '../question';

/** Whole days off a plan, as `daysOffPlan` counts them: a begun day does not count, before the plan as after it. */
export const daysOff = (at: string, planned: string): string =>
  `trunc((ms_of(${at}) - ms_of(${planned})) / 86400000.0)::int`;

/** How open deals may stand to their plan; `late` is a whole day or more. */
export const STANDINGS = ['planned', 'late', 'on time', 'early'] as const;

const OF_STANDING: Readonly<Record<(typeof STANDINGS)[number], string>> = {
  planned: 'true',
  late: '>= 1',
  'on time': '= 0',
  early: '<= -1',
};

const At = z.strictObject({
  which: z.enum(STANDINGS),
  /** Where they stand. */
  stage: z.string().optional(),
  /** The client whose they are. */
  account: z.uuid().optional(),
});
type At = z.output<typeof At>;

/** Open deals with a planned date, by how far they are off it as of the question's instant. Source: ONEC-16, ONEC-17. */
export const OFF_PLAN = dealSet({
  name: 'deviation.deals',
  at: At,
  holds: ({ question, bind }, { which, stage, account }) => {
    // A value that a statement does not use is none that the database can type.
    const asOf = () => `${bind(new Date(question.asOf))}::timestamptz`;
    const off = which === 'planned' ? 'true' : `${daysOff(asOf(), 'i.planned_for')} ${OF_STANDING[which]}`;
    return [
      'i.open AND i.planned_for IS NOT NULL',
      off,
      ...(stage === undefined ? [] : [`i.state = ${bind(stage)}`]),
      ...(account === undefined
        ? []
        : [`EXISTS (SELECT 1 FROM ${question.kind}s c WHERE c.id = i.id AND c.account_id = ${bind(account)})`]),
    ].join(' AND ');
  },
});

type Scope = Omit<SetScope, 'bind'>;
export type Where = Pick<At, 'account'>;

/** How the open deals of a group stand to their plans. */
export interface DeviationGroup {
  key: string;
  label: string;
  planned: number;
  late: number;
  early: number;
  /** Days off plan over all of them, early ones as less than 0. */
  meanDays: number | null;
  medianDays: number | null;
  worstDays: number | null;
  /** Money of the late ones, in minor units of the base currency. */
  lateMinor: number;
}

/** Who is off plan: the open deals by the question's group, the latest first. */
export const readDeviationBy = (pool: Pool, { question, sight }: Scope, where: Where): Promise<DeviationGroup[]> =>
  readRows(pool, (bind) => {
    const group = groupSql(question, bind);
    const deals = setSql(OFF_PLAN, { question, sight, bind }, { which: 'planned', ...where });
    const asOf = `${bind(new Date(question.asOf))}::timestamptz`;
    return groupsSql(`SELECT ${group.key} AS key, ${group.label} AS label, ${daysOff(asOf, 'i.planned_for')} AS days, i.amount_base_minor AS minor
      FROM process_instances i ${group.join} WHERE ${deals}`);
  });

/** Where: the same by the stage at which they stand. */
export const readDeviationAt = (pool: Pool, { question, sight }: Scope, where: Where): Promise<DeviationGroup[]> =>
  readRows(pool, (bind) => {
    const deals = setSql(OFF_PLAN, { question, sight, bind }, { which: 'planned', ...where });
    const asOf = `${bind(new Date(question.asOf))}::timestamptz`;
    return groupsSql(`SELECT i.state AS key, i.state AS label, ${daysOff(asOf, 'i.planned_for')} AS days, i.amount_base_minor AS minor
      FROM process_instances i WHERE ${deals}`);
  });

const groupsSql = (rows: string): string => `
  SELECT key, max(label) AS label, count(*)::int AS planned, (count(*) FILTER (WHERE days >= 1))::int AS late,
    (count(*) FILTER (WHERE days <= -1))::int AS early, avg(days)::float8 AS "meanDays",
    percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS "medianDays", max(days) AS "worstDays",
    coalesce(sum(minor) FILTER (WHERE days >= 1), 0)::float8 AS "lateMinor"
  FROM (${rows}) r GROUP BY key ORDER BY late DESC, "worstDays" DESC, key`;

/** One stage of one deal that has a planned end of its own. */
export interface StageOffPlan {
  stage: string;
  plannedFor: Instant;
  leftAt: Instant | null;
  daysOff: number;
}

/** An open deal that is off its plan, with those of its stages that have plans of their own. */
export interface DealOffPlan {
  id: string;
  kind: Kind;
  number: number;
  title: string;
  owner: Ref;
  process: string;
  state: string;
  plannedFor: Instant;
  daysOff: number;
  stages: StageOffPlan[];
}

/** The open deals with a plan that are furthest behind it, at most as many as are asked for. */
export const readMostOffPlan = (
  pool: Pool,
  { question, sight }: Scope,
  where: Where,
  most: number,
): Promise<DealOffPlan[]> =>
  readRows(pool, (bind) => {
    const { kind } = question;
    const deals = setSql(OFF_PLAN, { question, sight, bind }, { which: 'planned', ...where });
    const asOf = `${bind(new Date(question.asOf))}::timestamptz`;
    return `SELECT i.id, i.kind, w.number, ${kind === 'sale' ? 'w.title' : 'w.topic'} AS title, ${OWNER} AS owner, pv.key AS process, i.state,
        ${ms('i.planned_for')} AS "plannedFor", ${daysOff(asOf, 'i.planned_for')} AS "daysOff",
        coalesce((SELECT jsonb_agg(jsonb_build_object('stage', v.state, 'plannedFor', ms_of(v.planned_for), 'leftAt', ms_of(v.left_at),
          'daysOff', ${daysOff(`coalesce(v.left_at, ${asOf})`, 'v.planned_for')}) ORDER BY v.n)
          FROM stage_visits v WHERE v.instance_id = i.id AND v.planned_for IS NOT NULL), '[]') AS stages
      FROM process_instances i JOIN ${kind}s w ON w.id = i.id JOIN process_versions pv ON pv.id = i.version_id
      LEFT JOIN people o ON o.id = i.owner_id
      WHERE ${deals} ORDER BY i.planned_for, i.id LIMIT ${Math.trunc(most)}`;
  });

/** All deals of the question, or those of one client. */
export const ALL_DEALS = dealSet({
  name: 'deviation.all',
  at: z.strictObject({ account: z.uuid().optional() }),
  holds: ({ question, bind }, { account }) =>
    account === undefined
      ? 'true'
      : `EXISTS (SELECT 1 FROM ${question.kind}s c WHERE c.id = i.id AND c.account_id = ${bind(account)})`,
});
