import type { Pool } from 'pg';
import { SEES_ALL } from '../../../src/access';
import type { Versions } from '../../../src/crm';
import { type Question, readConformance, readLimitFits } from '../../../src/insight';
import type { Duration } from '../../../src/process';
import type { Deal } from './event-log';
import { apart, likely, quantile } from './numbers';
import type { Visit } from './visits';

const HOUR_MS = 3_600_000;
const FEW = 20;

interface InForce {
  key: string;
  /** Of its working day; 480 where it is the owner's. */
  minutes: number | null;
  stages: Record<string, { within?: unknown; clock: string; limit: { due: { by: string; span?: Duration } } | null }>;
}

/** Milliseconds of a span: a working day has the hours of its calendar, a working week five of them. */
function lengthOf({ amount, unit, working }: Duration, dayMs: number): number {
  const hours = { minute: 1 / 60, hour: 1, day: 24, week: 168 }[unit];
  if (!working || unit === 'minute' || unit === 'hour') return amount * hours * HOUR_MS;
  return amount * dayMs * (unit === 'week' ? 5 : 1);
}

/** Holds limits of stages, and those that are proposed instead, against visits that were read from the exported log. Gives how many were proposed. */
export async function limitsHold(
  { pool, versions, question }: { pool: Pool; versions: Versions; question: Question },
  visits: readonly Visit[],
): Promise<number> {
  const { rows } = await pool.query<InForce>(
    `SELECT v.key, v.definition -> 'stages' AS stages, (SELECT (c.definition ->> 'dayMinutes')::int FROM calendars c
       WHERE c.key = v.definition ->> 'calendar' ORDER BY c.version DESC LIMIT 1) AS minutes
     FROM current_versions n JOIN process_versions v ON v.id = n.version_id WHERE v.kind = 'sale'`,
  );
  const found = await readLimitFits({ pool, versions }, { question, sight: SEES_ALL });
  const told = rows.flatMap(({ key: process, minutes, stages }) =>
    Object.entries(stages).flatMap(([stage, { within, clock, limit }]) => {
      const span = limit?.due.by === 'span' ? (limit.due.span ?? null) : null;
      if (within || (limit && !span) || (clock === 'client' && span?.working)) return [];
      const working = clock !== 'client' && span?.working !== false;
      const took = visits
        .filter((one) => one.process === process && one.stage === stage && one.to !== null)
        .map(({ parts, from, to }) =>
          working ? parts.queue + parts.held + parts.idle : (to ?? 0) - from - parts.wait,
        );
      if (took.length === 0) return [];
      const dayMs = (working ? (minutes ?? 480) : 1440) * 60_000;
      const flagged = (limit: Duration) => ({
        limit,
        ms: lengthOf(limit, dayMs),
        flagged: took.filter((ms) => ms > lengthOf(limit, dayMs)).length,
      });
      const proposals: ReturnType<typeof flagged>[] = [];
      for (const share of [0.8, 0.9, 0.95]) {
        const ms = quantile(took, share) ?? 0;
        const limit: Duration =
          ms < dayMs
            ? { amount: Math.max(1, Math.ceil(ms / HOUR_MS)), unit: 'hour', working }
            : { amount: Math.ceil(ms / dayMs), unit: 'day', working };
        const same = proposals.some((one) => lengthOf(one.limit, dayMs) === lengthOf(limit, dayMs));
        if (took.length >= FEW && !same) proposals.push(flagged(limit));
      }
      const current = span && flagged(span);
      const over = (current?.flagged ?? 0) / took.length;
      const fit = over > 1 / 3 ? 'too short' : over < 1 / 50 ? 'too long' : 'fits';
      const verdict = took.length < FEW ? 'too few' : current ? fit : 'none';
      const measure = working ? 'working' : 'calendar';
      return [{ process, stage, visits: took.length, measure, current, verdict, proposals }];
    }),
  );
  const named = (fits: readonly { process: string; stage: string }[]) =>
    Object.fromEntries(fits.map((fit) => [`${fit.process} ${fit.stage}`, fit]));
  expect(named(found)).toEqual(named(told));
  return told.reduce((all, { proposals }) => all + proposals.length, 0);
}

/** Of deals that were closed: what each did at a stage, by the log alone. */
const DID: Readonly<Record<string, (visit: Visit) => boolean>> = {
  'came back': ({ again }) => again,
  'moved by hand': ({ how }) => how === 'move',
  skipped: ({ how }) => how === 'skip',
  'moved by its limit': ({ how }) => how === 'deadline',
  'moved from outside': ({ how }) => how === 'event',
  'closed by hand': ({ how }) => how === 'close',
  reopened: ({ how }) => how === 'reopen',
  'taken back': ({ how }) => how === 'undo',
  migrated: ({ how }) => how === 'migrate',
  'handed over': ({ handovers }) => handovers > 0,
  waited: ({ parts }) => parts.wait > 0,
};

/** Holds what deals did beside going on against the exported log: how many, of how many, and how those ended. Gives what was seen. */
export async function conformanceHolds(
  { pool, versions, question }: { pool: Pool; versions: Versions; question: Question },
  { deals, visits }: { deals: readonly Deal[]; visits: readonly Visit[] },
): Promise<Record<string, number>> {
  const closed = new Map(deals.filter(({ of }) => of.open === 'false').map((deal) => [deal.id, deal]));
  const { behaviours, deals: all } = await readConformance({ pool, versions }, { question, sight: SEES_ALL }, 'closed');
  expect(all).toBe(closed.size);
  const seen: Record<string, number> = {};
  const stages = new Map<string, Visit[]>();
  for (const visit of visits) {
    const key = `${visit.process} ${visit.stage}`;
    const those = stages.get(key);
    if (those) those.push(visit);
    else stages.set(key, [visit]);
  }
  const share = (won: number, of: number) => {
    const between = likely(won, of);
    return between && [expect.closeTo(between.low, 6), expect.closeTo(between.high, 6)];
  };
  const told: Record<string, unknown> = {};
  for (const [key, came] of stages)
    for (const [did, test] of Object.entries(DID)) {
      const ids = (some: readonly Visit[]) => new Set(some.map(({ deal }) => deal).filter((id) => closed.has(id)));
      const [mine, everybody] = [ids(came.filter(test)), ids(came)];
      if (mine.size === 0) continue;
      const won = (some: Iterable<string>) => [...some].filter((id) => closed.get(id)?.of.result === 'won').length;
      const others = [...everybody].filter((id) => !mine.has(id));
      const difference = apart([won(others), others.length], [won(mine), mine.size]);
      const sure = difference !== null && (difference.low > 0 || difference.high < 0);
      const few = Math.min(mine.size, others.length) < FEW;
      seen[did] = (seen[did] ?? 0) + mine.size;
      told[`${key} ${did}`] = {
        ...{ deals: mine.size, of: everybody.size, won: won(mine), lost: mine.size - won(mine) },
        ...{ with: share(won(mine), mine.size), without: share(won(others), others.length) },
        verdict: few ? 'too few' : sure ? 'differs' : 'none seen',
      };
    }
  const ours = behaviours.flatMap(({ process, stage, did, deals, of, won, lost, wonWith, wonWithout, verdict }) => {
    const between = (one: typeof wonWith) => one && [one.low, one.high];
    return did in DID
      ? [
          [
            `${process} ${stage} ${did}`,
            { deals, of, won, lost, with: between(wonWith), without: between(wonWithout), verdict },
          ],
        ]
      : [];
  });
  expect(Object.fromEntries(ours)).toEqual(told);
  return seen;
}
