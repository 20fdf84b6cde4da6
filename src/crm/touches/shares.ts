/** By which rule a result is shared out among the touches that came before it. */
export const MODELS = ['first', 'last', 'linear', 'position'] as const;
export type Model = (typeof MODELS)[number];

/**
 * How much each of so many touches, in their order, counts, as whole numbers to be held against their sum.
 *
 * - `first`, `last`: all of it to that one.
 * - `linear`: to each the same.
 * - `position`: 40 % to the first, 40 % to the last, 20 % shared evenly by those between. With nobody between, a half each; one
 *   touch alone has all of it.
 */
export function weights(model: Model, count: number): number[] {
  const at = (n: number): number => {
    if (model === 'linear' || (model === 'position' && count <= 2)) return 1;
    if (model === 'first') return n === 0 ? 1 : 0;
    if (model === 'last') return n === count - 1 ? 1 : 0;
    // 40 : 20 / (count - 2) : 40, in whole numbers.
    return n === 0 || n === count - 1 ? 2 * (count - 2) : 1;
  };
  return Array.from({ length: count }, (_, n) => at(n));
}

/**
 * Shares an amount of minor units out by weights: to each the whole part of what is its due, and the units that are left to
 * those whose due was cut by most (the earlier of equals). The shares add up to the amount exactly; none without weights.
 */
export function shareOut(minor: number, by: readonly number[]): number[] {
  const total = BigInt(by.reduce((sum, weight) => sum + weight, 0));
  if (total === 0n) return by.map(() => 0);
  const dues = by.map((weight, n) => ({ n, due: BigInt(minor) * BigInt(weight) }));
  const shares = dues.map(({ due }) => Number(due / total));
  let left = minor - shares.reduce((sum, share) => sum + share, 0);
  const cut = [...dues].sort((a, b) => Number((b.due % total) - (a.due % total)) || a.n - b.n);
  for (const { n } of cut) {
    if (left <= 0) break;
    shares[n] = (shares[n] ?? 0) + 1;
    left -= 1;
  }
  return shares;
}

/** What each source has of an amount, by the touches' sources in their order. A source that is there twice has both shares. */
export function shareBySource(model: Model, minor: number, sources: readonly string[]): Map<string, number> {
  const shares = shareOut(minor, weights(model, sources.length));
  const found = new Map<string, number>();
  for (const [n, source] of sources.entries()) found.set(source, (found.get(source) ?? 0) + (shares[n] ?? 0));
  return found;
}
