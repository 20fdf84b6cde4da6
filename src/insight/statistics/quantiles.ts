import { createDice } from './dice';
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

const DRAWS = 400;
/** Of more than so many, every kth counts in the interval: it hardly changes, and drawing them all takes long. */
const MOST = 1_000;

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
  const drawn = (from: readonly number[]) =>
    median(Array.from({ length: from.length }, () => from[dice.under(from.length)] ?? 0)) ?? 0;
  const differences = Float64Array.from({ length: DRAWS }, () => -drawn(less) + drawn(more)).sort();
  return { difference: is - was, low: quantile(differences, 0.025) ?? 0, high: quantile(differences, 0.975) ?? 0 };
}

function thinned(values: readonly number[]): number[] {
  const ordered = [...values].sort((a, b) => a - b);
  const step = Math.ceil(ordered.length / MOST);
  return ordered.filter((_, n) => n % step === 0);
}
