import type { Money } from '../types';

/**
 * How many digits the minor unit has, where that is not 2.
 * Source: ISO 4217, list one (currency and funds), as of 2026-01-01.
 */
const MINOR_DIGITS: Readonly<Record<number, readonly string[]>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: 'CLF UYW'.split(' '),
};

const BY_CURRENCY = new Map(
  Object.entries(MINOR_DIGITS).flatMap(([digits, codes]) => codes.map((code) => [code, Number(digits)] as const)),
);

/** Three capital letters: the shape of an ISO 4217 code. Whether somebody still issues it is not asked. */
export const isCurrency = (text: unknown): text is string => typeof text === 'string' && /^[A-Z]{3}$/.test(text);

/** Digits after the point in amounts of a currency: 2 for most, 0 for the yen, 3 for the Kuwaiti dinar. */
export const minorDigits = (currency: string): number => BY_CURRENCY.get(currency) ?? 2;

/**
 * Reads decimal text, such as `10000.00`, exactly: no float stands between the text and the minor units.
 * null when it is no amount: another sign than a leading minus, more digits than the currency has, or more
 * minor units than a safe integer holds.
 */
export function parseMoney(text: string, currency: string): Money | null {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d{1,16})(?:\.(\d+))?$/.exec(text) ?? [];
  const digits = minorDigits(currency);
  if (whole === undefined || fraction.length > digits || !isCurrency(currency)) return null;
  const minor = Number(`${sign}${whole}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(minor) ? { minor: minor === 0 ? 0 : minor, currency } : null;
}

/** The decimal text of an amount, without its currency: what `parseMoney` reads back as the same money. */
export function formatMoney({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0 ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}
