import type { Pool } from 'pg';
import { readRows, type SetScope } from '../question';
import { quantile } from '../statistics';
import { during, PART_NAMES, PARTS, type Part, visitsSql, WHOLE } from './visits-sql';

/** Visits of a stage that were left in a period, summed up. */
export interface LeftVisits {
  process: string;
  stage: string;
  left: number;
  /** Visits that began in the period, of those that were left in it. */
  entered: number;
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
  /** Null: none was left. */
  medianMs: number | null;
  p90Ms: number | null;
}

const SHARES = [0.5, 0.9] as const;

/**
 * The cell of a visit's length on a logarithmic scale, a sixteenth of e wide: a stage has some two hundred. The statistics of migration
 * cells_of_visits are of this very expression.
 */
const CELL = `floor(ln(greatest(${WHOLE}, 0) + 1) * 16)`;

/**
 * Sums, and exact quantiles, of millions of visits in one pass that several workers share. Sorting them by their lengths would take
 * more than all the rest: each cell keeps the lengths in it, and only of those cells that a quantile lies in do they leave the database.
 */
export async function readLeft(pool: Pool, { question, sight }: Omit<SetScope, 'bind'>): Promise<LeftVisits[]> {
  const cells = await readRows<Cell>(pool, (bind) => {
    const began = during(question, 'entered_at', bind).join(' AND ');
    return cellsSql(visitsSql(question, sight, during(question, 'left_at', bind), bind), began);
  });
  const stages = new Map<string, [Cell, ...Cell[]]>();
  for (const cell of cells) {
    const key = `${cell.process} ${cell.stage}`;
    const known = stages.get(key);
    if (known) known.push(cell);
    else stages.set(key, [cell]);
  }
  return [...stages.values()].map(summed);
}

const COUNTS = ['left', 'entered', 'overLimit', 'limited', 'again', 'handedOver', 'handovers'] as const;

type Numbers = Record<(typeof COUNTS)[number] | Part, number>;
/** `before`: how many of its stage's visits were shorter than all in it; `took`: lengths in it, in any order, where a quantile lies in it. */
type Cell = { process: string; stage: string; before: number; took: number[] | null } & Numbers;

const cellsSql = (from: string, began: string): string => `
  WITH cells AS (
    SELECT v.version_id, v.state AS stage, ${CELL} AS cell, count(*)::int AS left, array_agg(${WHOLE}) AS took,
      ${PART_NAMES.map((part) => `sum(${PARTS[part]}::float8) AS ${part}`).join(', ')},
      (count(*) FILTER (WHERE ${began}))::int AS entered, (count(*) FILTER (WHERE v.left_at > v.due_at))::int AS "overLimit", count(v.due_at)::int AS limited,
      (count(*) FILTER (WHERE v.again))::int AS again, (count(*) FILTER (WHERE v.handovers > 0))::int AS "handedOver",
      sum(v.handovers)::int AS handovers
    FROM ${from} GROUP BY 1, 2, 3),
  placed AS (
    SELECT pv.key AS process, c.*, sum("left") OVER here AS n, (sum("left") OVER upto - sum("left") OVER here)::int AS before,
      (sum("left") OVER whole - 1)::float8 AS last
    FROM cells c JOIN process_versions pv ON pv.id = c.version_id
    WINDOW whole AS (PARTITION BY pv.key, stage), upto AS (PARTITION BY pv.key, stage ORDER BY cell), here AS (PARTITION BY pv.key, stage, cell))
  SELECT process, stage, before, ${[...COUNTS, ...PART_NAMES].map((name) => `"${name}"`).join(', ')},
    CASE WHEN EXISTS (SELECT FROM unnest(ARRAY[${SHARES.join(', ')}]::float8[]) share
      WHERE floor(last * share) < before + n AND ceil(last * share) >= before) THEN took::float8[] END AS took
  FROM placed`;

function summed(cells: readonly [Cell, ...Cell[]]): LeftVisits {
  const sum = (name: keyof Numbers) => cells.reduce((all, cell) => all + cell[name], 0);
  const [{ process, stage }] = cells;
  const ordered = inOrder(cells, sum('left'));
  const at = (share: (typeof SHARES)[number]) => quantile(ordered, share);
  return {
    ...{ process, stage, medianMs: at(0.5), p90Ms: at(0.9) },
    ...(Object.fromEntries(COUNTS.map((name) => [name, sum(name)])) as Pick<Numbers, (typeof COUNTS)[number]>),
    partsMs: Object.fromEntries(PART_NAMES.map((part) => [part, sum(part)])) as Record<Part, number>,
  };
}

/** Of all lengths in order only those in its cells are known: a quantile asks for no others. Versions of a process have cells of their own. */
function inOrder(cells: readonly Cell[], left: number): number[] {
  const known = new Map<number, number[]>();
  for (const { before, took } of cells) if (took) known.set(before, [...(known.get(before) ?? []), ...took]);
  const ordered: number[] = [];
  ordered.length = left;
  for (const [before, lengths] of known)
    for (const [n, length] of Float64Array.from(lengths).sort().entries()) ordered[before + n] = length;
  return ordered;
}
