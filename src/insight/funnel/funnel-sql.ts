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
 *
 * Each deal's visits are read once, into one row of arrays; in the order of their ids, so that neighbours in the index follow each other.
 * Thousands of deals took some dozen paths: stages are counted over those.
 */
export function funnelSql(question: Question, sight: Sight, bind: Bind): string {
  const group = groupSql(question, bind);
  const asOf = `${bind(new Date(question.asOf))}::timestamptz`;
  return `
  WITH deals AS MATERIALIZED (
    SELECT i.id, p.key AS process, ${group.key} AS grp, ${group.label} AS label, i.open, i.result, i.amount_base_minor AS minor
    FROM process_instances i JOIN process_versions p ON p.id = i.version_id ${group.join}
    WHERE ${questionSql(question, sight, bind)} AND ${beganIn(question, bind)}),
  courses AS MATERIALIZED (
    SELECT d.process, d.grp, d.result, d.minor, c.*
    FROM (SELECT * FROM deals ORDER BY id) d CROSS JOIN LATERAL (
      SELECT array_agg(v.state ORDER BY v.n) AS states, array_agg(v.left_to ORDER BY v.n) AS lefts, array_agg(v.version_id ORDER BY v.n) AS versions,
        array_agg(greatest(coalesce(v.left_at, ${asOf}) - v.entered_at, interval '0') ORDER BY v.n) AS lengths
      FROM stage_visits v WHERE v.instance_id = d.id AND v.state NOT LIKE 'closed.%') c
    WHERE c.states IS NOT NULL),
  paths AS (
    SELECT row_number() OVER () AS path, process, grp, result, states, lefts, versions, count(*) AS count, sum(minor) AS minor
    FROM courses GROUP BY process, grp, result, states, lefts, versions),
  visited AS (
    SELECT p.path, v.k, v.state, v.left_to, s.place, max(s.place) OVER (PARTITION BY p.path) AS furthest
    FROM paths p CROSS JOIN LATERAL unnest(p.states, p.lefts, p.versions) WITH ORDINALITY AS v (state, left_to, version_id, k)
      LEFT JOIN version_stages s ON s.version_id = v.version_id AND s.state = v.state),
  once AS (
    SELECT path, state, coalesce((array_agg(left_to ORDER BY k DESC))[1], '') AS left_to, max(place) AS place, min(furthest) AS furthest
    FROM visited GROUP BY path, state),
  stages AS (
    SELECT p.process, p.grp, o.state, o.left_to, sum(p.count)::int AS count, sum(p.minor)::float8 AS minor,
      coalesce(sum(p.count) FILTER (WHERE p.result = 'won'), 0)::int AS won, coalesce(sum(p.minor) FILTER (WHERE p.result = 'won'), 0)::float8 AS "wonMinor",
      coalesce(sum(p.count) FILTER (WHERE p.result = 'won' OR o.furthest > o.place), 0)::int AS further
    FROM once o JOIN paths p ON p.path = o.path GROUP BY 1, 2, 3, 4),
  lengths AS (
    SELECT process, grp, state, (extract(epoch FROM length) * 1000)::float8 AS ms, n, ended,
      sum(n) OVER (PARTITION BY process, grp, state ORDER BY length DESC) AS at_risk
    FROM (SELECT process, grp, state, length, count(*) AS n, count(left_to) AS ended
      FROM (SELECT process, grp, unnest(states) AS state, unnest(lefts) AS left_to, unnest(lengths) AS length FROM courses) v GROUP BY 1, 2, 3, 4) l),
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
