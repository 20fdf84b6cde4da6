import type { Pool } from 'pg';
import { z } from 'zod';
import type { Versions } from '../../crm';
import { type Passage, passagesOf } from '../log/net';
import { dealSet, readRows, type SetScope, setSql } from '../question';
import { newcombe } from '../statistics';
import { BEHAVIOURS, type Behaviour, didSql } from './behaviours';
import { CAME, type Conforming, type Counted, conformanceSql, PAST, type Trodden } from './conformance-sql';
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

/** What deals did beside going on by outcomes, by stage, and whether those that were won did it more often or more seldom. */
export async function readConformance(
  { pool, versions }: { pool: Pool; versions: Versions },
  scope: Omit<SetScope, 'bind'>,
  of: Population,
): Promise<Conformance> {
  const [counted] = await readRows<Conforming>(pool, (bind) =>
    conformanceSql(`SELECT i.id, i.version_id, coalesce(${WON}, false) AS won, coalesce(${LOST}, false) AS lost
      FROM process_instances i WHERE ${setSql(POPULATION_SET, { ...scope, bind }, { of })}`),
  );
  const { deals, did, passed, trodden } = counted ?? { deals: 0, did: [], passed: [], trodden: [] };
  const all = [...did, ...passed];
  return {
    deals,
    behaviours: all.filter((one) => one.did !== CAME && one.did !== PAST).flatMap((one) => rowOf(one, all)),
    strays: await straysOf(versions, trodden),
  };
}

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

async function straysOf(versions: Versions, trodden: readonly Trodden[]): Promise<Stray[]> {
  const known = await versions.all([...new Set(trodden.map(({ versionId }) => versionId))]);
  return trodden.flatMap(({ versionId, from, to, deals }) => {
    const version = known.get(versionId);
    if (!version) return [];
    const allowed = passagesOf(version.definition).some((one) => one.from === from && one.to === to);
    return allowed ? [] : [{ version: `${version.key}@${version.version}`, from, to, deals }];
  });
}
