import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import { ms } from '../../crm';
import type { Instant } from '../../process';
import { type Course, type Courses, orderCourses } from '../statistics';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How far back deals are learned from, by when they began. */
export const LEARNED_DAYS = 730;
/** Of more sales as many as this are looked at, drawn from all of them: more make no forecast better, only slower. */
export const LOOKED_AT = 4_000;
/** The end of an id is chance: those that end lowest are a draw, and each reading draws the same. An index has them in this order. */
const DRAWN = 'right(i.id::text, 8), i.id';
/** A sale that stands in its stage for so many days or longer is held against past ones that had stood in it as long. */
export const LANDMARKS = [0, 1, 3, 7, 14, 30, 60, 120, 240] as const;
/** Fewer past deals than this say nothing of the next one. */
export const FEWEST = 20;

/** What past deals of one process tell of those that are open. */
export interface PastCourses {
  deals: number;
  /** By stage, and by the landmark of `LANDMARKS` that was reached in it. */
  stages: ReadonlyMap<string, readonly Courses[]>;
}

interface Step {
  process: string;
  id: string;
  /** The stage, or the closing, that it came to. */
  to: string;
  at: Instant;
  /** Of a closing. */
  result: string | null;
}

/**
 * How the sales of the last two years that somebody sees went on from each stage, by process: how long it took until they were
 * won or lost; and those that are open still, for as long as they have been watched. One that was reopened counts from each
 * stage to the end that came next.
 */
export async function readPastCourses(
  pool: Pool,
  { sight, process }: { sight: Sight; process?: string | undefined },
  asOf: Instant,
): Promise<Map<string, PastCourses>> {
  const values: unknown[] = [new Date(asOf), new Date(asOf - LEARNED_DAYS * DAY_MS)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [`i.kind = 'sale' AND i.started_at >= $2 AND i.started_at <= $1`, seenSql(sight, 'sale', 'i', bind)];
  if (process !== undefined) where.push(`v.key = ${bind(process)}`);
  const { rows } = await pool.query<Step>(
    `WITH picked AS MATERIALIZED (
       SELECT i.id, v.key AS process
       FROM process_instances i JOIN process_versions v ON v.id = i.version_id
       WHERE ${where.join(' AND ')} ORDER BY ${DRAWN} LIMIT ${LOOKED_AT}),
     closings AS (
       SELECT v.id AS version_id, 'closed.' || c.key AS state, c.value ->> 'result' AS result
       FROM process_versions v CROSS JOIN json_each(v.definition -> 'closed') c)
     SELECT p.process, p.id, s.state AS to, ${ms('s.entered_at')} AS at, c.result
     FROM picked p JOIN stage_visits s ON s.instance_id = p.id
     LEFT JOIN closings c ON c.version_id = s.version_id AND c.state = s.state
     WHERE s.entered_at <= $1 ORDER BY p.process, p.id, s.n`,
    values,
  );
  const byProcess = grouped(rows, (row) => row.process);
  return new Map([...byProcess].map(([key, steps]) => [key, coursesOf(steps, asOf)]));
}

function grouped<T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const group = found.get(by(one));
    if (group) group.push(one);
    else found.set(by(one), [one]);
  }
  return found;
}

/** What one process's steps, deal by deal, come to. */
export function coursesOf(steps: readonly Omit<Step, 'process'>[], asOf: Instant): PastCourses {
  const found = new Map<string, Course[][]>();
  const deals = [...grouped(steps, ({ id }) => id).values()];
  for (const [deal, taken] of deals.entries())
    for (const [n, { to, at, result }] of taken.entries()) {
      if (result !== null) continue;
      const left = taken[n + 1]?.at ?? asOf;
      const end = taken.slice(n + 1).find((step) => step.result !== null);
      const ending = end === undefined ? null : end.result === 'won' ? ('won' as const) : ('lost' as const);
      const stage = found.get(to) ?? LANDMARKS.map((): Course[] => []);
      found.set(to, stage);
      for (const [m, days] of LANDMARKS.entries()) {
        const from = at + days * DAY_MS;
        if (left < from || (days > 0 && left === from)) break;
        stage[m]?.push({ deal, ending, days: ((end?.at ?? asOf) - from) / DAY_MS });
      }
    }
  return { deals: deals.length, stages: new Map([...found].map(([key, all]) => [key, all.map(orderCourses)])) };
}

/** The courses that tell of a sale that has stood in a stage for so long: those of the last landmark with enough of them. */
export function coursesFor({ stages }: PastCourses, state: string, landmark: number): Courses | null {
  const all = stages.get(state) ?? [];
  return all.slice(0, landmark + 1).findLast(({ days }) => days.length >= FEWEST) ?? null;
}
