import fc from 'fast-check';
import { asShown, readDay } from '../../../web/src/parts/dates/typed';

const NOW = new Date();

describe('a day as somebody types it', () => {
  it.each([
    ['2026-11-30', '2026-11-30'],
    ['30.11.2026', '2026-11-30'],
    ['30/11/26', '2026-11-30'],
    ['3-1-2027', '2027-01-03'],
    ['30 Nov 2026', '2026-11-30'],
    ['November 30, 2026', '2026-11-30'],
    ['30.11', `${NOW.getFullYear()}-11-30`],
  ])('%s is read', (text, day) => {
    expect(readDay(text, 'en', false)).toBe(day);
  });

  it.each(['31.02.2026', '12.13.2026', 'soon', '', '30', '2026-02-29'])('%s is no day', (text) => {
    expect(readDay(text, 'en', false)).toBeNull();
  });

  it('has its time behind it, else the begin of the working day', () => {
    expect(readDay('30.11.2026 14:05', 'ru', true)).toBe('2026-11-30T14:05');
    expect(readDay('30 Nov 2026, 9:30', 'en', true)).toBe('2026-11-30T09:30');
    expect(readDay('30.11.2026', 'ru', true)).toBe('2026-11-30T09:00');
    expect(readDay('30.11.2026 25:00', 'ru', true)).toBeNull();
  });

  it('is read back as it is shown, in either language', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2090-12-31'), noInvalidDate: true }),
        fc.constantFrom('en' as const, 'ru' as const),
        fc.boolean(),
        (at, language, timed) => {
          const value = at.toISOString().slice(0, timed ? 16 : 10);
          expect(readDay(asShown(value, language, timed), language, timed)).toBe(value);
        },
      ),
    );
  });
});
