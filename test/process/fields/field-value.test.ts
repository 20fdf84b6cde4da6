import fc from 'fast-check';
import type { FieldDefinition, FieldType } from '../../../src/process/definition';
import { fieldProblem } from '../../../src/process/fields/field-value';
import { formatMoney, parseMoney } from '../../../src/process/fields/money';
import { epochDayOf, localDateAt, readLocalDate, weekdayOf } from '../../../src/process/time/local-date';

const field = (type: FieldType): FieldDefinition => ({
  type,
  name: { en: type, ru: type },
  options: type === 'choice' ? { small: { en: 'Small', ru: 'Малый' } } : {},
  default: null,
});

describe('a value of a field', () => {
  it.each<[FieldType, unknown]>([
    ['text', 'Привет'],
    ['number', -1.5],
    ['percent', 100],
    ['money', { minor: 0, currency: 'RUB' }],
    ['date', '2028-02-29'],
    ['boolean', false],
    ['choice', 'small'],
  ])('of type %s may be %j, or not set', (type, value) => {
    expect(fieldProblem(field(type), value)).toBeNull();
    expect(fieldProblem(field(type), null)).toBeNull();
  });

  it.each<[FieldType, unknown, string]>([
    ['text', 5, 'MustBeText'],
    ['text', '  ', 'MustNotBeBlank'],
    ['text', 'x'.repeat(2001), 'MustBeShorter'],
    ['text', 'a\u0000b', 'MustBePrintable'],
    ['text', '\ud800', 'MustBePrintable'],
    ['number', Number.NaN, 'MustBeNumber'],
    ['number', '5', 'MustBeNumber'],
    ['percent', 100.1, 'MustBePercent'],
    ['money', 100, 'MustBeMoney'],
    ['money', { minor: 1.5, currency: 'RUB' }, 'MustBeMoney'],
    ['money', { minor: -1, currency: 'RUB' }, 'MustBeMoney'],
    ['money', { minor: 1, currency: 'rub' }, 'MustBeMoney'],
    ['money', { minor: 1, currency: 'RUB', note: 'x' }, 'MustBeMoney'],
    ['date', '2026-02-29', 'MustBeDate'],
    ['date', '0000-01-01', 'MustBeDate'],
    ['date', '2026-2-1', 'MustBeDate'],
    ['boolean', 'true', 'MustBeBoolean'],
    ['choice', 'huge', 'MustBeOption'],
    ['choice', 'toString', 'MustBeOption'],
    ['choice', undefined, 'MustBeOption'],
  ])('of type %s may not be %j', (type, value, code) => {
    expect(fieldProblem(field(type), value)).toMatchObject({ code });
  });
});

describe('money', () => {
  it.each([
    ['10000.00', 'RUB', 1_000_000],
    ['0.5', 'USD', 50],
    ['100', 'JPY', 100],
    ['1.234', 'KWD', 1234],
    ['-7.10', 'EUR', -710],
  ])('of %s %s is %d minor units', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toEqual({ minor, currency });
  });

  it.each([
    ['1.005', 'RUB'],
    ['1.0', 'JPY'],
    ['1,000.00', 'RUB'],
    ['1e3', 'RUB'],
    ['90071992547410.00', 'RUBLES'],
    ['90071992547409920.00', 'RUB'],
    ['', 'RUB'],
  ])('is not what %s %s says', (text, currency) => expect(parseMoney(text, currency)).toBeNull());

  it('reads back what it writes', () => {
    const money = fc.record({ minor: fc.maxSafeInteger(), currency: fc.constantFrom('RUB', 'JPY', 'KWD', 'CLF') });
    fc.assert(fc.property(money, (value) => expect(parseMoney(formatMoney(value), value.currency)).toEqual(value)));
  });
});

describe('a local date', () => {
  it('is counted as the Gregorian calendar does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -300_000, max: 300_000 }), (day) => {
        const date = new Date(day * 86_400_000);
        expect(localDateAt(day)).toBe(date.toISOString().slice(0, 10));
        expect(epochDayOf(localDateAt(day))).toBe(day);
        expect(weekdayOf(day)).toBe((date.getUTCDay() + 6) % 7);
      }),
    );
  });

  it('is no date that does not exist', () => {
    expect(['2026-02-30', '2026-13-01', '2026-00-10', '26-01-01', 20260101].map(readLocalDate)).toEqual(
      Array(5).fill(null),
    );
  });
});
