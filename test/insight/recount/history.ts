import type { Pool } from 'pg';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { SEES_ALL } from '../../../src/access';
import { bucketsFrom, type Question, readForecast } from '../../../src/insight';
import { type Deals, partedBy, type Told } from './deals';
import { visitsOf } from './funnel';
import { quantile } from './numbers';

const DAY_MS = 86_400_000;
/** A sale that has stood so many days at its stage is held against those that once had. */
const STOOD = [0, 1, 3, 7, 14, 30, 60, 120, 240];
const ENOUGH = 20;
const DRAWS = 200;
/** What the draws of every forecast begin with. */
const SEED = 20_261_122;
/** Of more past sales as many are learned from: those whose ids end lowest. */
const LEARNED = 4_000;

/** What became of a past sale from a moment on: after so many days it was won, lost, or is watched no longer. */
interface Fate {
  sale: string;
  days: number;
  how: 'won' | 'lost' | 'open';
}

/** From each stage that a sale came to, and each number of days that it stood there, to the next end. */
function fatesOf(sales: readonly Told[], asOf: number): Map<string, Fate[]> {
  const fates = new Map<string, Fate[]>();
  for (const { id, log, parts } of sales) {
    const visits = visitsOf(log).filter(({ from }) => from <= asOf);
    for (const [n, visit] of visits.entries()) {
      if (visit.state.startsWith('closed.')) continue;
      const until = visits[n + 1]?.from ?? asOf;
      const end = visits.slice(n).find(({ state }) => state.startsWith('closed.'));
      for (const days of STOOD) {
        const from = visit.from + days * DAY_MS;
        if (until < from || (days > 0 && until === from)) continue;
        const key = `${parts.process[0]} ${visit.state} ${days}`;
        const how = end === undefined ? 'open' : end.state === 'closed.won' ? 'won' : 'lost';
        const known = fates.get(key) ?? [];
        fates.set(key, known);
        known.push({ sale: id, days: ((end?.from ?? asOf) - from) / DAY_MS, how });
      }
    }
  }
  return fates;
}

/** One instant at which something became of some: who they are, and what did. */
interface Moment {
  days: number;
  fates: readonly Fate[];
}
const moments = new Map<readonly Fate[], Moment[]>();

/** The moments of fates, the longest first. */
function momentsOf(fates: readonly Fate[]): Moment[] {
  const known = moments.get(fates);
  if (known) return known;
  const at = new Map<number, Fate[]>();
  for (const fate of fates) at.set(fate.days, [...(at.get(fate.days) ?? []), fate]);
  const found = [...at].map(([days, those]) => ({ days, fates: those })).sort((a, b) => b.days - a.days);
  moments.set(fates, found);
  return found;
}

/**
 * The share that is won within so many days: at each moment, of those that are still watched and open, the share that is won then
 * times the share that is open until then. `times`: how often each sale counts.
 */
function wonWithin(fates: readonly Fate[], horizons: readonly number[], times?: ReadonlyMap<string, number>): number[] {
  // From the longest to the shortest: whoever is watched for as long or longer is still at risk.
  let watched = 0;
  const steps = momentsOf(fates).map(({ days, fates: those }) => {
    let [won, ended] = [0, 0];
    for (const { sale, how } of those) {
      const weight = times ? (times.get(sale) ?? 0) : 1;
      watched += weight;
      if (how === 'won') won += weight;
      if (how !== 'open') ended += weight;
    }
    return { days, won, ended, watched };
  });
  steps.reverse();
  return horizons.map((horizon) => {
    let [open, all] = [1, 0];
    for (const { days, won, ended, watched: atRisk } of steps) {
      if (days > horizon) break;
      if (atRisk === 0) continue;
      all += open * (won / atRisk);
      open *= (atRisk - ended) / atRisk;
    }
    return all;
  });
}

/** What falls into each period; what has ended has none of it. */
function inEach(horizons: readonly number[], won: (days: number[]) => number[]): number[] {
  const ahead = horizons.map((days) => Math.max(0, days));
  const until = won(ahead);
  return ahead.map((days, n) => (days === 0 ? 0 : (until[n] ?? 0) - (ahead[n - 1] ? (until[n - 1] ?? 0) : 0)));
}

const inOrder = (a: string, b: string) => (a < b ? -1 : 1);
const lastDigits = (id: string) => `${id.slice(-8)} ${id}`;

/**
 * Holds the forecast by history against a recount: what is expected to be won in each month of each owner, and the interval by the
 * same draws of the same seed, counted by other code: both to the unit.
 */
export async function historyHolds(
  { pool, deals, asked }: { pool: Pool; deals: Deals; asked: (more: Partial<Question>) => Question },
  { starting, asOf, zone }: { starting: string; asOf: number; zone: string },
): Promise<{ known: number; unknown: number; expected: number }> {
  const buckets = bucketsFrom(starting, 'month', 4, zone);
  const horizons = buckets.map(({ until }) => (until - asOf) / DAY_MS);
  const question = asked({ by: 'owner', asOf });
  const { groups, history } = await readForecast(pool, {
    ...{ question, sight: SEES_ALL, buckets, per: 'month' as const, history: true },
  });
  const learned = deals.sales
    .filter(({ began }) => began >= asOf - 730 * DAY_MS && began <= asOf)
    .sort((a, b) => inOrder(lastDigits(a.id), lastDigits(b.id)))
    .slice(0, LEARNED);
  const fates = fatesOf(learned, asOf);
  const open = deals.sales.flatMap((sale) => {
    if (sale.closedAt !== null) return [];
    const since = visitsOf(sale.log).at(-1)?.from ?? 0;
    const stood = STOOD.filter((days) => days === 0 || asOf - since >= days * DAY_MS);
    const those = stood.map((days) => fates.get(`${sale.parts.process[0]} ${sale.state} ${days}`) ?? []);
    // Those that stand alike are drawn one after the other.
    const place = JSON.stringify([sale.parts.process[0], sale.state, sale.owner, stood.length - 1]);
    return [{ sale, place, fates: those.findLast((some) => some.length >= ENOUGH) }];
  });
  const known = open
    .flatMap(({ sale, place, fates: of }) => (of ? [{ sale, place, of }] : []))
    .sort((a, b) => (a.place === b.place ? inOrder(a.sale.id, b.sale.id) : inOrder(a.place, b.place)));
  const unknown = open.filter(({ fates: of }) => of === undefined).map(({ sale }) => sale.minor);
  expect([history?.learnedFrom, history?.unknown]).toEqual([
    learned.length,
    { count: unknown.length, amount: unknown.reduce((a, b) => a + b, 0) },
  ]);
  const curves = new Map<Fate[], number[]>();
  const chanceOf = (of: Fate[]): number[] => {
    const found = curves.get(of) ?? inEach(horizons, (days) => wonWithin(of, days));
    curves.set(of, found);
    return found;
  };
  const expected = (those: typeof known, n: number) => ({
    deals: those.reduce((all, { of }) => all + (chanceOf(of)[n] ?? 0), 0),
    amount: those.reduce((all, { sale, of }) => all + (chanceOf(of)[n] ?? 0) * sale.minor, 0),
  });
  const equal = (found: { deals: number; amount: number } | undefined | null, told: ReturnType<typeof expected>) => {
    expect(found?.deals).toBeCloseTo(told.deals, 6);
    // To the kopeck, but for where half of one falls.
    expect(Math.abs((found?.amount ?? -1) - told.amount)).toBeLessThanOrEqual(0.51);
  };
  const owners = partedBy(
    known.map(({ sale }) => sale),
    'owner',
  );
  for (const { key, buckets: months } of groups)
    for (const [n, month] of months.entries()) {
      const mine = new Set(owners.get(key));
      if (month.byHistory !== null)
        equal(
          month.byHistory,
          expected(
            known.filter(({ sale }) => mine.has(sale)),
            n,
          ),
        );
      else expect([key, mine.size]).toEqual([key, 0]);
    }
  const draws = drawn(
    known,
    learned.map(({ id, parts }) => [id, parts.process[0] ?? '']),
    horizons,
  );
  for (const n of horizons.keys()) {
    equal(history?.all[n], expected(known, n));
    const sums = draws.map((draw) => draw[n] ?? 0);
    const between = [0.1, 0.9].map((share) => Math.round(quantile(sums, share) ?? 0));
    expect([history?.all[n]?.low, history?.all[n]?.high]).toEqual(between);
  }
  const all = history?.all.reduce((sum, { amount }) => sum + amount, 0) ?? 0;
  return { known: known.length, unknown: unknown.length, expected: all };
}

/** What would be won in each period if past sales were others of their kind, whole ones drawn anew, and each open one fell by itself. */
function drawn(
  known: readonly { sale: Told; of: Fate[] }[],
  learned: readonly [id: string, process: string][],
  horizons: readonly number[],
): number[][] {
  const generator = xoroshiro128plus(SEED);
  const next = () => (generator.next() >>> 0) / 2 ** 32;
  const processes = new Map<string, string[]>();
  for (const { sale } of known) processes.set(sale.parts.process[0] ?? '', []);
  for (const [id, process] of [...learned].sort(([a], [b]) => inOrder(a, b))) processes.get(process)?.push(id);
  return Array.from({ length: DRAWS }, () => {
    const times = new Map<string, number>();
    for (const ids of processes.values())
      for (let n = 0; n < ids.length; n++) {
        const id = ids[Math.floor(next() * ids.length)] ?? '';
        times.set(id, (times.get(id) ?? 0) + 1);
      }
    const curves = new Map<Fate[], number[]>();
    const won = horizons.map(() => 0);
    for (const { sale, of } of known) {
      const chances = curves.get(of) ?? inEach(horizons, (days) => wonWithin(of, days, times));
      curves.set(of, chances);
      let left = next();
      const at = chances.findIndex((one) => {
        left -= one;
        return left < 0;
      });
      if (at >= 0) won[at] = (won[at] ?? 0) + sale.minor;
    }
    return won;
  });
}
