/** How something went on from a moment: after how many days it ended, and how; or for how long it has been watched without an end. */
export interface Course {
  days: number;
  ending: 'won' | 'lost' | null;
  /** Courses of the same deal are drawn together. */
  deal: number;
}

/** Courses in the order of their days, laid out for being read many times. */
export interface Courses {
  days: Float64Array;
  /** 1: won, 2: lost, 0: still open. */
  endings: Uint8Array;
  deals: Int32Array;
}

export function orderCourses(courses: readonly Course[]): Courses {
  const ordered = [...courses].sort((a, b) => a.days - b.days);
  return {
    days: Float64Array.from(ordered, ({ days }) => days),
    endings: Uint8Array.from(ordered, ({ ending }) => (ending === 'won' ? 1 : ending === 'lost' ? 2 : 0)),
    deals: Int32Array.from(ordered, ({ deal }) => deal),
  };
}

/**
 * The chance of having been won by each horizon, by the estimator of Aalen and Johansen for endings that exclude each other:
 * what is still open counts for as long as it was watched, neither as won nor as lost. `weights`: how often each deal counts.
 * Source: O. Aalen, S. Johansen, An empirical transition matrix for nonhomogeneous Markov chains, 1978.
 *
 * @param horizons days, rising
 */
export function chancesOfWinning(
  { days, endings, deals }: Courses,
  horizons: readonly number[],
  weights?: ArrayLike<number>,
): number[] {
  const weightOf = (n: number): number => (weights ? (weights[deals[n] ?? 0] ?? 0) : 1);
  let atRisk = 0;
  for (let n = 0; n < days.length; n++) atRisk += weightOf(n);
  let [open, won, n] = [1, 0, 0];
  return horizons.map((horizon) => {
    while (n < days.length && (days[n] ?? 0) <= horizon) {
      const at = days[n];
      let [wins, ends, leave] = [0, 0, 0];
      for (; n < days.length && days[n] === at; n++) {
        const weight = weightOf(n);
        leave += weight;
        if (endings[n] === 1) wins += weight;
        if (endings[n] !== 0) ends += weight;
      }
      if (atRisk > 0) {
        won += (open * wins) / atRisk;
        open *= 1 - ends / atRisk;
      }
      atRisk -= leave;
    }
    return won;
  });
}
