import type { Pool } from 'pg';
import { z } from 'zod';
import type { Versions } from '../../crm';
import type { Definition, Duration } from '../../process';
import { dealSet, type SetScope } from '../question';
import { during, hasVisit, VERSION, visitsSql } from './visits-sql';

/** Fewer visits than this say nothing about a limit. */
export const FEW_VISITS = 20;
/** A limit that more than one of three visits outlasts is passed as a matter of course; one that fewer than one of fifty do warns of nothing. */
export const TOO_MANY = 1 / 3;
export const TOO_FEW = 1 / 50;
/** Proposals are such that this share of the visits would have stayed within them. */
const SHARES = [0.8, 0.9, 0.95] as const;

export interface ProposedLimit {
  limit: Duration;
  /** The same in milliseconds of the time that it counts. */
  ms: number;
  /** How many visits of the period it would have flagged. */
  flagged: number;
}

/** How the limit of a stage fits what happened, and others that would. */
export interface LimitFit {
  process: string;
  stage: string;
  visits: number;
  /** Which time its limits count. */
  measure: Measure;
  /** As the version in force has it; null: none. Only spans can be held against a history. */
  current: ProposedLimit | null;
  verdict: 'too few' | 'fits' | 'too short' | 'too long' | 'none';
  /** From the shortest. */
  proposals: ProposedLimit[];
}

type Scope = Omit<SetScope, 'bind'>;

/** The time that a limit counts: working time without known waits, or all time without them. On the client's clock there is no other. */
const MEASURED = {
  working: 'v.queue_ms + v.held_ms + v.idle_ms',
  calendar: 'v.queue_ms + v.held_ms + v.idle_ms + v.outside_ms + v.client_ms',
} as const;
type Measure = keyof typeof MEASURED;

/** The deals of visits that were left in the period and outlasted a limit; without one: of all of them. */
export const OUTLASTED = dealSet({
  name: 'limits.visits',
  at: z.strictObject({
    process: z.string(),
    stage: z.string(),
    measure: z.enum(['working', 'calendar']),
    /** The limit, in milliseconds of that measure. */
    over: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional(),
  }),
  holds: ({ question, bind }: SetScope, { measure, over, ...at }) => {
    const longer = over === undefined ? [] : [`${MEASURED[measure]} > ${bind(over)}::bigint`];
    return hasVisit(at, [...during(question, 'left_at', bind), ...longer], bind);
  },
});

interface Stage {
  process: string;
  stage: string;
  current: Duration | null;
  measure: Measure;
  /** Milliseconds of a working day, by which spans in days are counted. */
  dayMs: number;
}

/** Limits of stages held against the visits that were left in the period. */
export async function readLimitFits(source: { pool: Pool; versions: Versions }, scope: Scope): Promise<LimitFit[]> {
  const stages = await stagesInForce(source, scope);
  const quantiles = await readQuantiles(source.pool, scope, stages);
  const wanted = stages.map((stage) => proposed(stage, quantiles.get(keyOf(stage))));
  const flagged = await countFlagged(source.pool, scope, wanted);
  return wanted.flatMap(({ stage, limits }) => {
    const visits = quantiles.get(keyOf(stage))?.visits ?? 0;
    if (visits === 0) return [];
    const count = (limit: Duration): ProposedLimit => {
      const ms = msOf(limit, stage);
      return { limit, ms, flagged: flagged.get(`${keyOf(stage)} ${ms}`) ?? 0 };
    };
    const current = stage.current && count(stage.current);
    const proposals = visits < FEW_VISITS ? [] : limits.map(count);
    const { process, stage: key, measure } = stage;
    return [{ process, stage: key, visits, measure, current, verdict: verdictOf(visits, current), proposals }];
  });
}

function verdictOf(visits: number, current: ProposedLimit | null): LimitFit['verdict'] {
  if (visits < FEW_VISITS) return 'too few';
  if (!current) return 'none';
  if (current.flagged / visits > TOO_MANY) return 'too short';
  return current.flagged / visits < TOO_FEW ? 'too long' : 'fits';
}

const keyOf = ({ process, stage }: { process: string; stage: string }): string => `${process} ${stage}`;

async function stagesInForce(
  { pool, versions }: { pool: Pool; versions: Versions },
  { question }: Scope,
): Promise<Stage[]> {
  const { rows } = await pool.query<{ id: string; dayMinutes: number | null }>(
    `SELECT v.id, (SELECT (c.definition ->> 'dayMinutes')::int FROM calendars c
       WHERE c.key = v.definition ->> 'calendar' ORDER BY c.version DESC LIMIT 1) AS "dayMinutes"
     FROM current_versions n JOIN process_versions v ON v.id = n.version_id
     WHERE v.kind = $1 AND ($2::text[] IS NULL OR v.key = ANY($2))`,
    [question.kind, question.narrow.process?.length ? question.narrow.process : null],
  );
  const known = await versions.all(rows.map(({ id }) => id));
  return rows.flatMap(({ id, dayMinutes }) => {
    const definition = known.get(id)?.definition;
    return definition ? stagesOf(definition, (dayMinutes ?? 480) * 60_000) : [];
  });
}

const stagesOf = (definition: Definition, dayMs: number): Stage[] =>
  Object.entries(definition.stages)
    .filter(([, { within }]) => !within)
    .flatMap(([stage, { limit, clock }]) => {
      const current = limit?.due.by === 'span' ? limit.due.span : null;
      // A limit that hangs on a date is no span; and how much working time a client's clock ran is not kept.
      if ((limit && !current) || (clock === 'client' && current?.working)) return [];
      const measure: Measure = clock === 'client' || (current && !current.working) ? 'calendar' : 'working';
      return [{ process: definition.key, stage, current, measure, dayMs }];
    });

interface Quantiles {
  visits: number;
  at: number[];
}

const rowsSql = (scope: Scope, stages: readonly Stage[], bind: (value: unknown) => string): string => {
  const by = (measure: Measure) => {
    const those = stages.filter((one) => one.measure === measure).map(keyOf);
    return those.length > 0
      ? `WHEN pv.key || ' ' || v.state = ANY(${bind(those)}::text[]) THEN ${MEASURED[measure]}`
      : '';
  };
  const cases = `${by('working')} ${by('calendar')}`;
  return `SELECT pv.key || ' ' || v.state AS key, ${cases.trim() ? `CASE ${cases} END` : 'NULL::bigint'} AS took
    FROM ${visitsSql(scope.question, scope.sight, during(scope.question, 'left_at', bind), bind, VERSION)}`;
};

async function readQuantiles(
  pool: Pool,
  scope: Scope,
  stages: readonly Stage[],
): Promise<ReadonlyMap<string, Quantiles>> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { rows } = await pool.query<Quantiles & { key: string }>(
    `SELECT key, count(*)::int AS visits, percentile_cont(ARRAY[${SHARES.join(', ')}]) WITHIN GROUP (ORDER BY took) AS at
     FROM (${rowsSql(scope, stages, bind)}) r WHERE took IS NOT NULL GROUP BY 1`,
    values,
  );
  return new Map(rows.map(({ key, ...rest }) => [key, rest]));
}

/** Whole units, rounded up: hours below a day, days below ten, weeks are nobody's way to say it. */
function proposed(stage: Stage, quantiles: Quantiles | undefined): { stage: Stage; limits: Duration[] } {
  const working = stage.measure === 'working';
  const dayMs = working ? stage.dayMs : 24 * HOUR_MS;
  const limits = (quantiles?.at ?? []).map((ms): Duration => {
    if (ms < dayMs) return { amount: Math.max(1, Math.ceil(ms / HOUR_MS)), unit: 'hour', working };
    return { amount: Math.ceil(ms / dayMs), unit: 'day', working };
  });
  return {
    stage,
    limits: limits.filter((one, n) => !limits.slice(0, n).some((other) => msOf(other, stage) === msOf(one, stage))),
  };
}

const HOUR_MS = 3_600_000;
const UNIT_MS = { minute: 60_000, hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;

/** A working week has as many days as people mostly have. */
function msOf({ amount, unit, working }: Duration, { dayMs }: Stage): number {
  if (!working || unit === 'minute' || unit === 'hour') return amount * UNIT_MS[unit];
  return amount * dayMs * (unit === 'week' ? 5 : 1);
}

/**
 * How many visits outlasted each limit of their stage. One pass over the visits, however many limits there are: each falls between
 * two limits, and those above are added up here.
 */
async function countFlagged(
  pool: Pool,
  scope: Scope,
  wanted: readonly { stage: Stage; limits: readonly Duration[] }[],
): Promise<ReadonlyMap<string, number>> {
  const ladders = wanted.map(({ stage, limits }) => {
    const all = [...limits, ...(stage.current ? [stage.current] : [])].map((limit) => msOf(limit, stage));
    return { key: keyOf(stage), steps: [...new Set(all)].sort((a, b) => a - b) };
  });
  const used = ladders.filter(({ steps }) => steps.length > 0);
  if (used.length === 0) return new Map();
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  // A visit of exactly the limit is within it.
  const steps = used.map(({ key, steps }) => `(${bind(key)}::text, ${bind(steps.map((ms) => ms + 1))}::bigint[])`);
  const stages = wanted.map(({ stage }) => stage);
  const { rows } = await pool.query<{ key: string; above: number; n: number }>(
    `SELECT r.key, width_bucket(r.took, l.steps) AS above, count(*)::int AS n
     FROM (${rowsSql(scope, stages, bind)}) r JOIN (VALUES ${steps.join(', ')}) AS l (key, steps) ON l.key = r.key
     WHERE r.took IS NOT NULL GROUP BY 1, 2`,
    values,
  );
  const over = (key: string, step: number) =>
    rows.filter((row) => row.key === key && row.above > step).reduce((sum, { n }) => sum + n, 0);
  return new Map(used.flatMap(({ key, steps }) => steps.map((ms, n) => [`${key} ${ms}`, over(key, n)] as const)));
}
