/** How people write Russia into the field for a country. */
const RUSSIA = new Set(['ru', 'rus', 'russia', 'russian federation', 'россия', 'российская федерация', 'рф']);

/** Whether a country as it was typed is Russia. */
export const isRussia = (country: string | null | undefined): boolean =>
  RUSSIA.has((country ?? '').trim().toLowerCase());

/**
 * The weights of the control digits of an INN: one of an organisation's ten digits, two of a person's twelve.
 * Source: order of the Federal Tax Service of 29.06.2012 N ММВ-7-6/435@.
 */
const TEN = [2, 4, 10, 3, 5, 9, 4, 6, 8] as const;
const ELEVENTH = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8] as const;
const TWELFTH = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8] as const;

const control = (digits: string, weights: readonly number[]): number =>
  (weights.reduce((sum, weight, n) => sum + weight * Number(digits[n]), 0) % 11) % 10;

/** Whether ten or twelve digits are an INN: their control digits follow from the others. */
export function isInn(digits: string): boolean {
  if (/^\d{10}$/.test(digits)) return control(digits, TEN) === Number(digits[9]);
  if (!/^\d{12}$/.test(digits)) return false;
  return control(digits, ELEVENTH) === Number(digits[10]) && control(digits, TWELFTH) === Number(digits[11]);
}

/** What is wrong with a tax number in its country, in English, or null. Only Russia's is held against its control digits. */
export function taxNumberProblem(
  taxNumber: string | null | undefined,
  country: string | null | undefined,
): string | null {
  if (!taxNumber || !isRussia(country)) return null;
  const digits = taxNumber.replace(/[\s-]/g, '');
  if (!/^(\d{10}|\d{12})$/.test(digits)) return 'An INN has 10 digits, or 12 of a person';
  return isInn(digits) ? null : 'The control digits of this INN do not fit: a digit is mistyped';
}
