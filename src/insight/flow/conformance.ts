import type { Pool } from 'pg';
import { z } from 'zod';
import type { Versions } from '../../crm';
import { type Passage, passagesOf } from '../log/net';
import { dealSet, type SetScope, setSql } from '../question';
import { newcombe } from '../statistics';
import { BEHAVIOURS, type Behaviour, didSql, OF_VISIT, PAST_ALL } from './behaviours';
import { FEW, inPopulation, LOST, OUTCOMES, outcomeSql, POPULATIONS, type Population, WON } from './population';
import { POPULATION_SET, type Share, shareOf } from './variants';

/** The deals that did something at a stage. */
export const BEHAVED = dealSet({
  name: 'paths.behaviour',
  at: z.strictObject({
    of: z.enum(POPULATIONS),
    process: z.string(),
    stage: z.string(),
    did: z.enum(BEHAVIOURS),
    outcome: z.enum(OUTCOMES).optional(),
  }),
  holds: (scope, { of, process, stage, did, outcome }) =>
    [
      inPopulation(scope, of),
      `i.version_id IN (SELECT v.id FROM process_versions v WHERE v.key = ${scope.bind(process)})`,
      outcomeSql(outcome),
      didSql(did, scope.bind(stage)),
    ].join(' AND '),
});

/** What is told of a difference: that there are too few to tell, that one shows, or that none does. */
export type Verdict = 'too few' | 'differs' | 'none seen';

/** Something that deals did at a stage, and how those that did ended beside those that came there and did not. */
export interface BehaviourRow {
  process: string;
  stage: string;
  did: Behaviour;
  deals: number;
  /** Deals that could have: those that came to the stage, or past it. */
  of: number;
  won: number;
  lost: number;
  wonWith: Share | null;
  wonWithout: Share | null;
  /** By how much the share with it is greater; null: one of them is of nothing. */
  difference: { difference: number; low: number; high: number } | null;
  verdict: Verdict;
}

/** A way from state to state that the version does not know: there should be none. */
export interface Stray extends Passage {
  version: string;
  deals: number;
}

export interface Conformance {
  deals: number;
  behaviours: BehaviourRow[];
  strays: Stray[];
}

interface Counted {
  process: string;
  stage: string;
  did: string;
  deals: number;
  won: number;
  lost: number;
}

/** Counts of one stage as SQL gives them: `deals0`, `won0`, `lost0` of the first thing that is counted, and so on. */
type Columns = { process: string; stage: string } & Record<string, number>;

/** What deals did beside going on by outcomes, by stage, and whether those that were won did it more often or more seldom. */
export async function readConformance(
  { pool, versions }: { pool: Pool; versions: Versions },
  scope: Omit<SetScope, 'bind'>,
  of: Population,
): Promise<Conformance> {
  const read = <T extends object>(sql: (deals: string) => string): Promise<T[]> => {
    const values: unknown[] = [];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const deals = `d AS MATERIALIZED (SELECT i.id, i.version_id, pv.key AS process, ${WON} AS won, ${LOST} AS lost
      FROM process_instances i JOIN process_versions pv ON pv.id = i.version_id WHERE ${setSql(POPULATION_SET, { ...scope, bind }, { of })})`;
    return pool.query<T>(sql(deals), values).then(({ rows }) => rows);
  };
  const [did, passed, trodden, all] = await Promise.all([
    read<Columns>(DID),
    read<Columns>(PASSED),
    read<Trodden>(TRODDEN),
    read<{ deals: number }>((deals) => `WITH ${deals} SELECT count(*)::int AS deals FROM d`),
  ]);
  const counted = [...unfolded(did, OF_VISITS), ...unfolded(passed, BY_ABSENCE)];
  return {
    deals: all[0]?.deals ?? 0,
    behaviours: counted.filter(({ did }) => did !== CAME && did !== PAST).flatMap((one) => rowOf(one, counted)),
    strays: await straysOf(versions, trodden),
  };
}

/** Deals that came to a stage at all, and deals that came past it or to it: what behaviours are shares of. */
const CAME = 'came';
const PAST = 'past';

/** What is counted of visits, and of having been nowhere near, as the columns of a deal at a stage. */
const OF_VISITS: readonly (readonly [did: string, holds: string])[] = [[CAME, 'true'], ...Object.entries(OF_VISIT)];
const BY_ABSENCE = [
  [PAST, 'true'],
  ['passed by', 'visited.id IS NULL AND s.place < f.far'],
] as const;

const counts = (n: number): string =>
  `(count(*) FILTER (WHERE did${n}))::int AS deals${n}, (count(*) FILTER (WHERE did${n} AND won))::int AS won${n},
   (count(*) FILTER (WHERE did${n} AND lost))::int AS lost${n}`;

/** Each deal once at each stage, with what it did there however often it came; then one count a thing. */
const DID = (deals: string): string => `WITH ${deals},
  at_stage AS (SELECT d.process, v.state AS stage, d.id, bool_or(d.won) AS won, bool_or(d.lost) AS lost,
      ${OF_VISITS.map(([, holds], n) => `bool_or(${holds}) AS did${n}`).join(', ')}
    FROM d JOIN stage_visits v ON v.instance_id = d.id GROUP BY 1, 2, 3)
  SELECT process, stage, ${OF_VISITS.map((_, n) => counts(n)).join(', ')} FROM at_stage GROUP BY 1, 2`;

const PASSED = (deals: string): string => `WITH ${deals},
  visited AS MATERIALIZED (SELECT DISTINCT v.instance_id AS id, v.state FROM d JOIN stage_visits v ON v.instance_id = d.id),
  f AS MATERIALIZED (SELECT d.id, d.version_id, d.process, d.won, d.lost, CASE WHEN d.won THEN ${PAST_ALL} ELSE coalesce(max(s.place), 0) END AS far
    FROM d LEFT JOIN visited ON visited.id = d.id LEFT JOIN version_stages s ON s.version_id = d.version_id AND s.state = visited.state
    GROUP BY 1, 2, 3, 4, 5),
  at_stage AS (SELECT f.process, s.state AS stage, f.won, f.lost, ${BY_ABSENCE.map(([, holds], n) => `${holds} AS did${n}`).join(', ')}
    FROM f JOIN version_stages s ON s.version_id = f.version_id AND s.place <= f.far
    LEFT JOIN visited ON visited.id = f.id AND visited.state = s.state)
  SELECT process, stage, ${BY_ABSENCE.map((_, n) => counts(n)).join(', ')} FROM at_stage GROUP BY 1, 2`;

const unfolded = (rows: readonly Columns[], things: readonly (readonly [did: string, holds: string])[]): Counted[] =>
  rows.flatMap(({ process, stage, ...row }) =>
    things.map(([did], n) => ({
      ...{ process: String(process), stage: String(stage), did },
      deals: row[`deals${n}`] ?? 0,
      won: row[`won${n}`] ?? 0,
      lost: row[`lost${n}`] ?? 0,
    })),
  );

function rowOf(one: Counted, counted: readonly Counted[]): BehaviourRow[] {
  const { process, stage, deals, won, lost } = one;
  const base = counted.find(
    (other) =>
      other.process === process && other.stage === stage && other.did === (one.did === 'passed by' ? PAST : CAME),
  );
  if (!base || deals === 0) return [];
  const others = { won: base.won - won, lost: base.lost - lost };
  const difference = newcombe({ hits: others.won, n: others.won + others.lost }, { hits: won, n: won + lost });
  const few = Math.min(won + lost, others.won + others.lost) < FEW;
  const apart = difference !== null && (difference.low > 0 || difference.high < 0);
  return [
    {
      process,
      stage,
      did: one.did as Behaviour,
      deals,
      of: base.deals,
      won,
      lost,
      wonWith: shareOf(won, won + lost),
      wonWithout: shareOf(others.won, others.won + others.lost),
      difference,
      verdict: few ? 'too few' : apart ? 'differs' : 'none seen',
    },
  ];
}

interface Trodden extends Passage {
  versionId: string;
  deals: number;
}

/** A migration goes from one version's state to another's: that is not a way of either. */
const TRODDEN = (deals: string): string => `WITH ${deals}
  SELECT v.version_id AS "versionId", v.state AS "from", v.left_to AS "to", count(DISTINCT d.id)::int AS deals
  FROM d JOIN stage_visits v ON v.instance_id = d.id
  WHERE v.left_to IS NOT NULL AND v.left_how <> 'migrate' GROUP BY 1, 2, 3`;

async function straysOf(versions: Versions, trodden: readonly Trodden[]): Promise<Stray[]> {
  const known = await versions.all([...new Set(trodden.map(({ versionId }) => versionId))]);
  return trodden.flatMap(({ versionId, from, to, deals }) => {
    const version = known.get(versionId);
    if (!version) return [];
    const allowed = passagesOf(version.definition).some((one) => one.from === from && one.to === to);
    return allowed ? [] : [{ version: `${version.key}@${version.version}`, from, to, deals }];
  });
}
