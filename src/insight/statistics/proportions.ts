/** From where to where a figure may well lie. */
export interface Interval {
  low: number;
  high: number;
}

/** Nineteen of twenty. */
export const Z_95 = 1.959963984540054;

/**
 * Where a share of `n` lies, by Wilson's interval at 95 %: never below 0 nor above 1, and wide where `n` is small. Null: of nothing.
 * Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
 */
export function wilson(hits: number, n: number): Interval | null {
  if (n === 0) return null;
  const share = hits / n;
  const z2 = Z_95 * Z_95;
  const middle = share + z2 / (2 * n);
  const reach = Z_95 * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  const whole = 1 + z2 / n;
  return { low: Math.max(0, (middle - reach) / whole), high: Math.min(1, (middle + reach) / whole) };
}

/**
 * How much greater the second share is than the first, by Newcombe's interval at 95 %, which is made of both Wilson intervals.
 * Null: one of them is of nothing. Source: R. G. Newcombe, Interval estimation for the difference between independent proportions, 1998, method 10.
 */
export function newcombe(
  before: { hits: number; n: number },
  after: { hits: number; n: number },
): (Interval & { difference: number }) | null {
  const [was, is] = [wilson(before.hits, before.n), wilson(after.hits, after.n)];
  if (!was || !is) return null;
  const [p, q] = [before.hits / before.n, after.hits / after.n];
  const difference = q - p;
  return {
    difference,
    low: difference - Math.hypot(q - is.low, was.high - p),
    high: difference + Math.hypot(is.high - q, p - was.low),
  };
}
