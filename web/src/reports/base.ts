import { useMe } from '../api/me';
import { useFormat } from '../words/format';

/** Money in minor units of the base currency, as rules hold it. */
export function useBase() {
  const { baseCurrency: currency } = useMe();
  const { money, sum } = useFormat();
  const places =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const amountOf = (minor: number) => ({ amount: (minor / 10 ** places).toFixed(places), currency });
  return {
    currency,
    shown: (minor: number) => money(amountOf(minor)),
    /** As totals and columns show it. */
    roughly: (minor: number) => sum(amountOf(minor)),
    minorOf: (whole: number) => Math.round(whole * 10 ** places),
    wholeOf: (minor: number) => minor / 10 ** places,
  };
}
