import type { Money } from '../process';
import { isCurrency, minorDigits, parseMoney } from '../process/fields/money';

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/₽|руб(лей|ля|\.)?|р\.|\bRUR\b/giu, 'RUB'],
  [/US\$|\$/g, 'USD'],
  [/€/g, 'EUR'],
  [/£/g, 'GBP'],
  [/¥/g, 'JPY'],
  [/₸/g, 'KZT'],
  [/₴/g, 'UAH'],
];

/** A number as people write it, as decimal text: spaces between thousands, a comma or a point before the fraction. null when it is none. */
export function plainNumber(text: string, decimal: '.' | ','): string | null {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/[−–]/g, '-');
  const [, sign = '', body] = /^([-+]?)(\d[\d.,]*|[.,]\d+)$/.exec(bare) ?? [];
  if (body === undefined) return null;
  const point = body.lastIndexOf('.');
  const comma = body.lastIndexOf(',');
  const mark = point >= 0 && comma >= 0 ? (point > comma ? '.' : ',') : markIn(body, decimal);
  const [whole = '', ...fractions] = mark === null ? [body] : body.split(mark);
  if (fractions.length > 1 || /[.,]/.test(fractions[0] ?? '') || !isGrouped(whole)) return null;
  const fraction = (fractions[0] ?? '').replace(/0+$/, '');
  return `${sign === '-' ? '-' : ''}${whole.replace(/[.,]/g, '') || '0'}${fraction && `.${fraction}`}`;
}

/** Which of the only kind of marks in a number is before its fraction; null where they stand between thousands. */
function markIn(body: string, decimal: '.' | ','): '.' | ',' | null {
  const mark = body.includes('.') ? '.' : body.includes(',') ? ',' : null;
  if (mark === null || mark === decimal) return mark;
  return isGrouped(body) ? null : mark;
}

const isGrouped = (whole: string): boolean => /^\d*$|^\d{1,3}([.,]\d{3})+$/.test(whole);

/** An amount as people write it, in minor units: exact, as no float stands between. null when it is none. */
export function readMoney(
  text: string,
  {
    decimal,
    currency,
    amountsIn,
  }: { decimal: '.' | ','; currency: string; amountsIn?: 'units' | 'thousands' | 'millions' },
): Money | null {
  const sign = SIGNS.find(([one]) => text.search(one) >= 0);
  const code = /(?<![A-Z])[A-Z]{3}(?![A-Z])/.exec(text)?.[0];
  const used = sign?.[1] ?? (isCurrency(code) ? code : currency);
  const bare = (sign ? text.replace(sign[0], '') : text).replace(code ?? '', '');
  const number = plainNumber(bare, decimal);
  const shifted = number === null ? null : shift(number, { units: 0, thousands: 3, millions: 6 }[amountsIn ?? 'units']);
  return shifted === null ? null : parseMoney(roundedTo(shifted, minorDigits(used)), used);
}

/** Times a power of ten, digit by digit. */
function shift(number: string, places: number): string {
  const [whole = '', fraction = ''] = number.split('.');
  const moved = `${whole}${fraction.slice(0, places).padEnd(places, '0')}`.replace(/^(-?)0+(?=\d)/, '$1');
  return fraction.length > places ? `${moved}.${fraction.slice(places)}` : moved;
}

/** Programs keep more digits of an amount than a currency has: what is beyond is rounded, half up. */
function roundedTo(number: string, digits: number): string {
  const [whole = '', fraction = ''] = number.split('.');
  if (fraction.length <= digits) return number;
  const scaled =
    BigInt(`${whole.replace('-', '')}${fraction.slice(0, digits)}`) + (Number(fraction[digits]) >= 5 ? 1n : 0n);
  const text = String(scaled).padStart(digits + 1, '0');
  const cut = text.length - digits;
  return `${whole.startsWith('-') ? '-' : ''}${text.slice(0, cut)}${digits > 0 ? `.${text.slice(cut)}` : ''}`;
}
