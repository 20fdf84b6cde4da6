import type { Bind, Sight } from '../../access';
import { groupSql, type Question, questionSql } from '../question';

/** $-places of the period that sales of the report began in. */
export const beganIn = ({ period }: Pick<Question, 'period'>, bind: Bind): string =>
  `i.started_at >= ${bind(new Date(period.from))} AND i.started_at < ${bind(new Date(period.until))}`;

/** Rounding must not decide whether half of them are still there. */
const NEARLY = 1e-9;

/**
 * Everything that funnels of a question count, in one statement: it is read as of one moment. A stage is entered by a deal once,
 * however often it came back; where it went is where it went when it left it last. How long a visit takes is the Kaplan–Meier
 * estimate, in which a visit that goes on is known to take at least as long as it has taken.
 */
export function funnelSql(question: Question, sight: Sight, bind: Bind): string {
  const group = groupSql(question, bind);
  const asOf = `${bind(new Date(question.asOf))}::timestamptz`;
  return `
  WITH deals AS MATERIALIZED (
    SELECT i.id, p.key AS process, ${group.key} AS grp, ${group.label} AS label, i.open, i.result, i.amount_base_minor AS minor
    FROM process_instances i JOIN process_versions p ON p.id = i.version_id ${group.join}
    WHERE ${questionSql(question, sight, bind)} AND ${beganIn(question, bind)}),
  visits AS MATERIALIZED (
    SELECT d.process, d.grp, d.id, d.minor, d.result, v.state, v.n, v.left_to, s.place, v.left_at IS NOT NULL AS ended,
      greatest(extract(epoch FROM coalesce(v.left_at, ${asOf}) - v.entered_at) * 1000, 0)::float8 AS ms
    FROM deals d JOIN stage_visits v ON v.instance_id = d.id
      LEFT JOIN version_stages s ON s.version_id = v.version_id AND s.state = v.state
    WHERE v.state NOT LIKE 'closed.%'),
  furthest AS (SELECT id, max(place) AS place FROM visits GROUP BY id),
  once AS (
    SELECT process, grp, id, state, min(minor) AS minor, min(result) AS result, max(place) AS place,
      substr(max(lpad(n::text, 9, '0') || coalesce(left_to, '') COLLATE "C"), 10) AS left_to
    FROM visits GROUP BY process, grp, id, state),
  stages AS (
    SELECT o.process, o.grp, o.state, o.left_to, count(*)::int AS count, sum(o.minor)::float8 AS minor,
      (count(*) FILTER (WHERE o.result = 'won'))::int AS won, coalesce(sum(o.minor) FILTER (WHERE o.result = 'won'), 0)::float8 AS "wonMinor",
      (count(*) FILTER (WHERE ${FURTHER('o', 'f.place')}))::int AS further
    FROM once o JOIN furthest f ON f.id = o.id GROUP BY 1, 2, 3, 4),
  lengths AS (
    SELECT process, grp, state, ms, count(*) AS n, count(*) FILTER (WHERE ended) AS ended,
      sum(count(*)) OVER (PARTITION BY process, grp, state ORDER BY ms DESC) AS at_risk
    FROM visits GROUP BY 1, 2, 3, 4),
  survival AS (
    SELECT process, grp, state, ms, n, ended, CASE WHEN bool_or(ended = at_risk) OVER upto THEN 0
      ELSE exp(sum(CASE WHEN ended < at_risk THEN ln(1 - ended::float8 / at_risk::float8) ELSE 0 END) OVER upto) END AS stay
    FROM lengths WINDOW upto AS (PARTITION BY process, grp, state ORDER BY ms)),
  times AS (
    SELECT process, grp, state, sum(n)::int AS visits, sum(n - ended)::int AS open,
      min(ms) FILTER (WHERE stay <= 0.5 + ${NEARLY}) AS "medianMs", min(ms) FILTER (WHERE stay <= 0.1 + ${NEARLY}) AS "p90Ms"
    FROM survival GROUP BY 1, 2, 3)
  SELECT
    (SELECT coalesce(jsonb_agg(t), '[]') FROM (
      SELECT process, grp, min(label) AS label, open, result, count(*)::int AS count, sum(minor)::float8 AS minor
      FROM deals GROUP BY process, grp, open, result) t) AS totals,
    (SELECT coalesce(jsonb_agg(s), '[]') FROM stages s) AS stages,
    (SELECT coalesce(jsonb_agg(t), '[]') FROM times t) AS times`;
}

/** Whether a deal came further than a stage: to one that stands after it in the text, or to being won. */
const FURTHER = (deal: string, furthest: string): string => `(${deal}.result = 'won' OR ${furthest} > ${deal}.place)`;
