import { OF_VISIT, PAST_ALL } from './behaviours';

/** Deals that came to a stage at all, and deals that came past it or to it: what behaviours are shares of. */
export const CAME = 'came';
export const PAST = 'past';

/** What is counted of visits: each is a bit of what a deal did at a stage. */
const OF_VISITS: readonly (readonly [did: string, holds: string])[] = [[CAME, 'true'], ...Object.entries(OF_VISIT)];
const BITS = OF_VISITS.map(([, holds], n) => `CASE WHEN ${holds} THEN ${2 ** n} ELSE 0 END`).join(' + ');

/** So many deals did it at a stage; so many of them were won, and so many lost. */
export interface Counted {
  process: string;
  stage: string;
  did: string;
  deals: number;
  won: number;
  lost: number;
}

/** So many deals went from state to state of a version. A migration goes from one version's state to another's: that is not a way of either. */
export interface Trodden {
  versionId: string;
  from: string;
  to: string;
  deals: number;
}

/** The one row that the statement gives. */
export interface Conforming {
  deals: number;
  did: Counted[];
  passed: Counted[];
  trodden: Trodden[];
}

const COUNTS = `sum(w.deals)::int AS deals, coalesce(sum(w.deals) FILTER (WHERE w.won), 0)::int AS won,
  coalesce(sum(w.deals) FILTER (WHERE w.lost), 0)::int AS lost`;

/**
 * What deals did at their stages, in one statement; `deals` reads them: their id, version, and whether they were won or lost. Hundreds of
 * thousands of them went some thousand ways, with all that they did on it: everything is counted over those.
 */
export const conformanceSql = (deals: string): string => `
  WITH d AS MATERIALIZED (${deals}),
  ways AS MATERIALIZED (
    SELECT row_number() OVER () AS way, version_id, won, lost, states, dids, tos, versions, count(*) AS deals
    FROM (SELECT d.version_id, d.won, d.lost, array_agg(v.state ORDER BY v.n) AS states, array_agg(${BITS} ORDER BY v.n) AS dids,
        array_agg(CASE WHEN v.left_how <> 'migrate' THEN v.left_to END ORDER BY v.n) AS tos, array_agg(v.version_id ORDER BY v.n) AS versions
      FROM d JOIN stage_visits v ON v.instance_id = d.id GROUP BY d.id, d.version_id, d.won, d.lost) of_deal
    GROUP BY version_id, won, lost, states, dids, tos, versions),
  visited AS MATERIALIZED (
    SELECT w.way, v.state, bit_or(v.did) AS did FROM ways w CROSS JOIN LATERAL unnest(w.states, w.dids) AS v (state, did) GROUP BY 1, 2),
  did AS (
    SELECT pv.key AS process, v.state AS stage, b.did, ${COUNTS}
    FROM visited v JOIN ways w ON w.way = v.way JOIN process_versions pv ON pv.id = w.version_id
      JOIN unnest(ARRAY[${OF_VISITS.map(([did]) => `'${did}'`).join(', ')}]) WITH ORDINALITY AS b (did, n) ON v.did & (1 << (b.n::int - 1)) > 0
    GROUP BY 1, 2, 3),
  reached AS (
    SELECT w.*, CASE WHEN w.won THEN ${PAST_ALL} ELSE coalesce((SELECT max(s.place) FROM visited v
      JOIN version_stages s ON s.version_id = w.version_id AND s.state = v.state WHERE v.way = w.way), 0) END AS far
    FROM ways w),
  passed AS (
    SELECT pv.key AS process, s.state AS stage, b.did, ${COUNTS}
    FROM reached w JOIN process_versions pv ON pv.id = w.version_id
      JOIN version_stages s ON s.version_id = w.version_id AND s.place <= w.far
      LEFT JOIN visited v ON v.way = w.way AND v.state = s.state
      JOIN (VALUES ('${PAST}', 0), ('passed by', 1)) AS b (did, by) ON b.by = 0 OR (v.way IS NULL AND s.place < w.far)
    GROUP BY 1, 2, 3),
  trodden AS (
    SELECT s.version_id AS "versionId", s.state AS "from", s.at AS "to", sum(w.deals)::int AS deals
    FROM ways w CROSS JOIN LATERAL (SELECT DISTINCT * FROM unnest(w.versions, w.states, w.tos) AS s (version_id, state, at)) s
    WHERE s.at IS NOT NULL GROUP BY 1, 2, 3)
  SELECT (SELECT count(*)::int FROM d) AS deals, ${['did', 'passed', 'trodden']
    .map((name) => `(SELECT coalesce(jsonb_agg(t), '[]') FROM ${name} t) AS ${name}`)
    .join(', ')}`;
