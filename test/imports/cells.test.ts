import fc from 'fast-check';
import { readCell, readMoment, readMoney } from '../../src/imports';
import { formatMoney } from '../../src/process/fields/money';

const plan = { dates: 'day first', decimal: ',', currency: 'RUB', amountsIn: 'units' } as const;

describe('amounts as people write them', () => {
  it.each([
    ['12 345,60', '12345.60 RUB'],
    ['12\u00a0345,60 ₽', '12345.60 RUB'],
    ['1.234,5', '1234.50 RUB'],
    ['1,234.5', '1234.50 RUB'],
    ['1.234', '1234.00 RUB'],
    ['$1,200.00', '1200.00 USD'],
    ['100 EUR', '100.00 EUR'],
    ['1234.5', '1234.50 RUB'],
    ['−5', '-5.00 RUB'],
    ['0,333333', '0.33 RUB'],
  ])('%s is %s', (text, said) => {
    const money = readMoney(text, plan);
    expect(money && `${formatMoney(money)} ${money.currency}`).toBe(said);
  });

  it.each(['', 'many', '1,2,3', '12-34', '1.2.3', '1 234 567 890 123 456 789'])('%j is none', (text) => {
    expect(readMoney(text, plan)).toBeNull();
  });

  it('millions are moved digit by digit', () => {
    expect(readMoney('1100,04', { ...plan, amountsIn: 'millions' })).toEqual({
      minor: 110_004_000_000,
      currency: 'RUB',
    });
  });

  it('whatever an amount is, what a spreadsheet shows of it is read as the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom('.', ','),
        fc.constantFrom('', ' ', '\u00a0'),
        (minor, decimal, between) => {
          const [whole = '', fraction = ''] = formatMoney({ minor, currency: 'RUB' }).split('.');
          const shown = `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, between)}${decimal}${fraction}`;
          expect(readMoney(shown, { decimal, currency: 'RUB' })).toEqual({
            minor: minor === 0 ? 0 : minor,
            currency: 'RUB',
          });
        },
      ),
    );
  });
});

describe('days as people write them', () => {
  it.each([
    ['2026-03-04', '2026-03-04'],
    ['04.03.2026', '2026-03-04'],
    ['4/3/2026', '2026-03-04'],
    ['4.3.26', '2026-03-04'],
    ['17.05.80', '1980-05-17'],
    ['4 марта 2026 г.', '2026-03-04'],
    ['March 4, 2026', '2026-03-04'],
    ['4-Mar-2026', '2026-03-04'],
  ])('%s is %s', (text, day) => {
    expect(readCell('date', text, plan)).toEqual({ value: day });
  });

  it('3/4/2026 is a day of March where months come first', () => {
    expect(readCell('date', '3/4/2026', { ...plan, dates: 'month first' })).toEqual({ value: '2026-03-04' });
  });

  it.each(['31.02.2026', '2026-13-01', 'tomorrow', '45000', '1/2'])('%j is none', (text) => {
    expect(readCell('date', text, plan)).toEqual({ problem: 'DateUnreadable' });
  });

  it('times come with a day', () => {
    expect(readMoment('04.03.2026 14:30', 'day first')).toEqual({
      day: '2026-03-04',
      sinceMidnightMs: 52_200_000,
      instant: null,
    });
    expect(readMoment('2026-03-04T14:30:00+03:00', 'day first')?.instant).toBe(Date.parse('2026-03-04T11:30:00Z'));
    expect(readMoment('3/4/2026 2:30 PM', 'month first')).toMatchObject({
      day: '2026-03-04',
      sinceMidnightMs: 52_200_000,
    });
    expect(readMoment('04.03.2026 25:00', 'day first')).toBeNull();
  });
});
