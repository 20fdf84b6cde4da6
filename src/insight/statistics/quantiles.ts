import { createDice, type Dice } from './dice';
import type { Interval } from './proportions';

/** A quantile of what is in order, between its two neighbours as PostgreSQL's `percentile_cont` has it. Null: of nothing. */
export function quantile(ordered: ArrayLike<number>, at: number): number | null {
  if (ordered.length === 0) return null;
  const place = (ordered.length - 1) * at;
  const [low, high] = [ordered[Math.floor(place)] ?? 0, ordered[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}

/** The middle of numbers in any order; null: of none. */
export const median = (values: readonly number[]): number | null => quantile(Float64Array.from(values).sort(), 0.5);

const DRAWS = 200;
/** Of more than so many, every kth counts in the interval: it hardly changes, and drawing them all takes long. */
const MOST = 300;

/**
 * How much greater the second median is than the first, with an interval at 95 % by drawing from both again and again
 * (percentile bootstrap). The same values give the same interval. Null: one of them is of nothing.
 */
export function medianDifference(
  before: readonly number[],
  after: readonly number[],
): (Interval & { difference: number }) | null {
  const [was, is] = [median(before), median(after)];
  if (was === null || is === null) return null;
  const dice = createDice();
  const [less, more] = [thinned(before), thinned(after)];
  const differences = Float64Array.from({ length: DRAWS }, () => drawnMedian(more, dice) - drawnMedian(less, dice));
  differences.sort();
  return { difference: is - was, low: quantile(differences, 0.025) ?? 0, high: quantile(differences, 0.975) ?? 0 };
}

/** The median of as many draws, with replacement, as there are values in order. */
function drawnMedian(ordered: Float64Array, dice: Dice): number {
  const times = new Uint16Array(ordered.length);
  for (let n = 0; n < ordered.length; n++) {
    const which = dice.under(ordered.length);
    times[which] = (times[which] ?? 0) + 1;
  }
  const [low, high] = [Math.floor((ordered.length - 1) / 2), Math.ceil((ordered.length - 1) / 2)];
  return (nth(ordered, times, low) + nth(ordered, times, high)) / 2;
}

/** The nth of values in order that count so many times each. */
function nth(ordered: Float64Array, times: Uint16Array, place: number): number {
  let passed = 0;
  for (let n = 0; n < ordered.length; n++) {
    passed += times[n] ?? 0;
    if (passed > place) return ordered[n] ?? 0;
  }
  return 0;
}

function thinned(values: readonly number[]): Float64Array {
  const ordered = Float64Array.from(values).sort();
  const step = Math.ceil(ordered.length / MOST);
  return ordered.filter((_, n) => n % step === 0);
}
