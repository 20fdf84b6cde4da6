import { type Courses, chancesOfWinning, createDice, quantile } from '../statistics';
import { coursesFor, type PastCourses } from './past-courses';

/** Open sales that stand alike: of one process and stage, in it for as long, of one group of the report. */
export interface AlikeSales {
  process: string;
  state: string;
  /** Place in `LANDMARKS`. */
  landmark: number;
  group: string;
  /** Of each of them, in minor units of the base currency. */
  amounts: readonly number[];
}

/** What is expected to be won in one period, by what became of past deals. Minor units of the base currency. */
export interface Expected {
  deals: number;
  amount: number;
  /** In eight of ten cases it lies between these. */
  low: number;
  high: number;
}

export interface HistoryForecast {
  /** By group, then period by period. */
  groups: Map<string, Expected[]>;
  all: Expected[];
  /** Of whose stage too few past deals are known: they are in none of the above. */
  unknown: { count: number; amount: number };
  learnedFrom: number;
}

const DRAWS = 200;

const placeOf = ({ process, state, group, landmark }: AlikeSales): string =>
  JSON.stringify([process, state, group, landmark]);

/**
 * What is won when, if open sales go on as past ones did. `horizons`: in how many days each period ends, rising; what has ended is 0
 * or less. The interval holds both how little the past tells (its deals are drawn anew each time) and how each sale may end.
 */
export function forecastByHistory(
  sales: readonly AlikeSales[],
  past: ReadonlyMap<string, PastCourses>,
  horizons: readonly number[],
): HistoryForecast {
  // The order of the sales is the order of the draws: it must not hang on how a database sorts its texts.
  const inOrder = [...sales].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const known = inOrder.flatMap((one) => {
    const of = past.get(one.process);
    const courses = of ? coursesFor(of, one.state, one.landmark) : null;
    return courses ? [{ ...one, courses, sum: one.amounts.reduce((all, amount) => all + amount, 0) }] : [];
  });
  const names = [...new Set(inOrder.map(({ group }) => group))];
  const places = new Map(names.map((name, n) => [name, n]));
  const width = horizons.length;
  const [deals, money] = [new Float64Array((names.length + 1) * width), new Float64Array((names.length + 1) * width)];
  for (const { courses, group, amounts, sum } of known)
    for (const [n, chance] of perPeriod(courses, horizons).entries())
      for (const at of [places.get(group) ?? 0, names.length]) {
        deals[at * width + n] = (deals[at * width + n] ?? 0) + chance * amounts.length;
        money[at * width + n] = (money[at * width + n] ?? 0) + chance * sum;
      }
  const draws = drawn(known, past, horizons, places);
  const expected = (at: number): Expected[] =>
    horizons.map((_, n) => {
      const place = at * width + n;
      const sums = Float64Array.from(draws, (draw) => draw[place] ?? 0).sort();
      const [low, high] = [quantile(sums, 0.1) ?? 0, quantile(sums, 0.9) ?? 0];
      return {
        deals: deals[place] ?? 0,
        amount: Math.round(money[place] ?? 0),
        low: Math.round(low),
        high: Math.round(high),
      };
    });
  const told = new Set(known.map(({ amounts }) => amounts));
  const silent = sales.flatMap(({ amounts }) => (told.has(amounts) ? [] : amounts));
  return {
    groups: new Map(names.map((name, n) => [name, expected(n)])),
    all: expected(names.length),
    unknown: { count: silent.length, amount: silent.reduce((all, amount) => all + amount, 0) },
    learnedFrom: [...past.values()].reduce((all, one) => all + one.deals, 0),
  };
}

/** The chance of being won in each period, and not before it. */
export function perPeriod(courses: Courses, horizons: readonly number[], weights?: ArrayLike<number>): number[] {
  const by = chancesOfWinning(
    courses,
    horizons.map((days) => Math.max(0, days)),
    weights,
  );
  return by.map((chance, n) =>
    (horizons[n] ?? 0) <= 0 ? 0 : chance - ((horizons[n - 1] ?? 0) <= 0 ? 0 : (by[n - 1] ?? 0)),
  );
}

/** What would have been won in each draw: by group, period by period, all of them last. */
function drawn(
  known: readonly (AlikeSales & { courses: Courses })[],
  past: ReadonlyMap<string, PastCourses>,
  horizons: readonly number[],
  places: ReadonlyMap<string, number>,
): Float64Array[] {
  const dice = createDice();
  const width = horizons.length;
  const all = places.size;
  const whole = [...new Set(known.map(({ process }) => process))];
  return Array.from({ length: DRAWS }, () => {
    const weights = new Map(whole.map((process) => [process, timesDrawn(past.get(process)?.deals ?? 0, dice.under)]));
    const curves = new Map<Courses, number[]>();
    const won = new Float64Array((all + 1) * width);
    for (const { courses, process, group, amounts } of known) {
      const chances = curves.get(courses) ?? perPeriod(courses, horizons, weights.get(process));
      curves.set(courses, chances);
      const at = (places.get(group) ?? 0) * width;
      for (const amount of amounts) {
        const n = fallen(chances, dice.part());
        if (n < 0) continue;
        won[at + n] = (won[at + n] ?? 0) + amount;
        won[all * width + n] = (won[all * width + n] ?? 0) + amount;
      }
    }
    return won;
  });
}

/** How often each of so many is drawn in as many draws. */
function timesDrawn(count: number, under: (below: number) => number): Uint16Array {
  const times = new Uint16Array(count);
  for (let n = 0; n < count; n++) {
    const which = under(count);
    times[which] = (times[which] ?? 0) + 1;
  }
  return times;
}

/** In which period something falls whose chances these are; -1: in none. */
function fallen(chances: readonly number[], part: number): number {
  let reached = 0;
  for (let n = 0; n < chances.length; n++) {
    reached += chances[n] ?? 0;
    if (part < reached) return n;
  }
  return -1;
}
