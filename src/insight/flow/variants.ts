import type { Pool } from 'pg';
import { z } from 'zod';
import { dealSet, type SetScope, setSql } from '../question';
import { type Interval, wilson } from '../statistics';
import { FEW, inPopulation, LOST, OUTCOMES, outcomeSql, POPULATIONS, type Population, WON } from './population';

/** The stages of a deal in the order in which it came to them, its closing included. */
const PATH = `(SELECT string_agg(v.state, ' > ' ORDER BY v.n) FROM stage_visits v WHERE v.instance_id = i.id)`;

/** All deals that a report about paths is about. */
export const POPULATION_SET = dealSet({
  name: 'paths.deals',
  at: z.strictObject({ of: z.enum(POPULATIONS) }),
  holds: (scope, { of }) => inPopulation(scope, of),
});

/** The deals that took one path. */
export const VARIANT = dealSet({
  name: 'paths.variant',
  at: z.strictObject({
    of: z.enum(POPULATIONS),
    process: z.string(),
    path: z.string(),
    outcome: z.enum(OUTCOMES).optional(),
  }),
  holds: (scope, { of, process, path, outcome }) =>
    [
      inPopulation(scope, of),
      `i.version_id IN (SELECT v.id FROM process_versions v WHERE v.key = ${scope.bind(process)})`,
      outcomeSql(outcome),
      `${PATH} = ${scope.bind(path)}`,
    ].join(' AND '),
});

/** A share, with what it may well be; `enough`: there are so many that it says something. */
export interface Share extends Interval {
  hits: number;
  of: number;
  share: number;
  enough: boolean;
}

/** Null: of nothing. */
export function shareOf(hits: number, of: number): Share | null {
  const interval = wilson(hits, of);
  return interval && { hits, of, share: hits / of, enough: of >= FEW, ...interval };
}

export interface VariantRow {
  process: string;
  /** Keys of stages and closings. */
  path: string[];
  deals: number;
  won: number;
  lost: number;
  /** Of those that ended as won or lost. */
  wonShare: Share | null;
  /** Money of all of them, and of those that were won, in minor units of the base currency. */
  minor: number;
  wonMinor: number;
  /** From beginning to end, of those that ended. */
  medianMs: number | null;
  p90Ms: number | null;
}

export interface Variants {
  deals: number;
  variants: number;
  /** The most trodden, at most as many as were asked for. */
  rows: VariantRow[];
}

/** The paths that deals took, the most trodden first. What it counts is what `variantsOf` counts over an event log. */
export async function readVariants(
  pool: Pool,
  scope: Omit<SetScope, 'bind'>,
  { of, most }: { of: Population; most: number },
): Promise<Variants> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { rows } = await pool.query<Omit<VariantRow, 'path' | 'wonShare'> & { path: string; all: number; of: number }>(
    `WITH d AS MATERIALIZED (
       SELECT i.id, i.version_id, ${WON} AS won, ${LOST} AS lost, i.amount_base_minor AS minor, ms_of(i.closed_at) - ms_of(i.started_at) AS took
       FROM process_instances i WHERE ${setSql(POPULATION_SET, { ...scope, bind }, { of })}),
     p AS (SELECT v.instance_id AS id, string_agg(v.state, ' > ' ORDER BY v.n) AS path
       FROM d JOIN stage_visits v ON v.instance_id = d.id GROUP BY 1)
     SELECT pv.key AS process, p.path, count(*)::int AS deals, (count(*) FILTER (WHERE d.won))::int AS won,
       (count(*) FILTER (WHERE d.lost))::int AS lost, sum(d.minor)::float8 AS minor,
       coalesce(sum(d.minor) FILTER (WHERE d.won), 0)::float8 AS "wonMinor",
       percentile_cont(0.5) WITHIN GROUP (ORDER BY d.took) AS "medianMs", percentile_cont(0.9) WITHIN GROUP (ORDER BY d.took) AS "p90Ms",
       (sum(count(*)) OVER ())::int AS of, (count(*) OVER ())::int AS all
     FROM p JOIN d ON d.id = p.id JOIN process_versions pv ON pv.id = d.version_id
     GROUP BY 1, 2 ORDER BY deals DESC, process, path LIMIT ${Math.trunc(most)}`,
    values,
  );
  return {
    deals: rows[0]?.of ?? 0,
    variants: rows[0]?.all ?? 0,
    rows: rows.map(({ all: _all, of: _of, path, ...row }) => ({
      ...row,
      path: path.split(' > '),
      wonShare: shareOf(row.won, row.won + row.lost),
    })),
  };
}
