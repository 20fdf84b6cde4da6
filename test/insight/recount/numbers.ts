/** What stands at a share of values in any order, between its two neighbours; null: of none. */
export function quantile(values: readonly number[], share: number): number | null {
  const ordered = [...values].sort((a, b) => a - b);
  const place = share * (ordered.length - 1);
  const below = ordered[Math.floor(place)];
  const above = ordered[Math.ceil(place)];
  return below === undefined || above === undefined ? null : below + (place % 1) * (above - below);
}

export const median = (values: readonly number[]): number | null => quantile(values, 0.5);

/** Mean, median, 90th percentile and sum of spans. */
export function spentOf(spans: readonly number[]) {
  const totalMs = spans.reduce((a, b) => a + b, 0);
  const meanMs = spans.length === 0 ? null : totalMs / spans.length;
  return { totalMs, meanMs, medianMs: median(spans), p90Ms: quantile(spans, 0.9) };
}

const Z = 1.959963984540054;

/** The shares that a hit rate at 95 % may well come of: those p with (hits/n - p)² = z² p (1 - p) / n between them. Null: of nothing. */
export function likely(hits: number, n: number): { low: number; high: number } | null {
  if (n === 0) return null;
  const [a, b, c] = [n + Z * Z, -(2 * hits + Z * Z), (hits * hits) / n];
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  return { low: (-b - root) / (2 * a), high: (-b + root) / (2 * a) };
}

/** How far apart two shares may well be: each as far off as it may be, in the direction that counts. */
export function apart(was: [hits: number, n: number], is: [hits: number, n: number]) {
  const [before, after] = [likely(...was), likely(...is)];
  if (!before || !after) return null;
  const [p, q] = [was[0] / was[1], is[0] / is[1]];
  const reach = (a: number, b: number) => Math.sqrt(a * a + b * b);
  return {
    difference: q - p,
    low: q - p - reach(q - after.low, before.high - p),
    high: q - p + reach(after.high - q, p - before.low),
  };
}
