import type { Money } from '../../../process';

/**
 * What one minor unit of a currency is worth in minor units of the base currency: decimal text, by currency, with at most ten
 * digits after the point. The base currency is 1.
 */
export type Rates = Readonly<Record<string, string>>;

/** Rates by which amounts are held against one in `currency`: without a rate of its own, only its likes can be. */
export const ratesFor = (currency: string, rates: Rates): Rates =>
  rates[currency] === undefined ? { [currency]: '1' } : rates;

const DIGITS = 10;

/**
 * More than 0 when the first amount is more, less than 0 when it is less, by the rates where the currencies differ. null:
 * they cannot be compared. Exact: no float stands in between.
 */
export function isMore(one: Money, other: Money, rates: Rates): number | null {
  const known = ratesFor(other.currency, rates);
  const [a, b] = [worth(one, known), worth(other, known)];
  if (a === null || b === null) return null;
  return a > b ? 1 : a < b ? -1 : 0;
}

function worth({ minor, currency }: Money, rates: Rates): bigint | null {
  const rate = rates[currency];
  if (rate === undefined) return null;
  const [whole = '0', fraction = ''] = rate.split('.');
  return BigInt(minor) * BigInt(whole + fraction.padEnd(DIGITS, '0').slice(0, DIGITS));
}
