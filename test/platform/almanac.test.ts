import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { almanac } from '../../src/platform/almanac';
import { readCalendar } from '../../src/process/time/calendar-text';
import type { Holiday } from '../../src/process/time/holidays';

const NONE = { region: null, also: [] } as const;
const holidays = (rule: Partial<Parameters<typeof almanac.holidays>[0]> & { country: string }): Holiday[] => {
  const found = almanac.holidays({ ...NONE, from: 2026, to: 2026, ...rule });
  if (!Array.isArray(found)) throw new Error(JSON.stringify(found));
  return found;
};
const datesOf = (found: Holiday[]) => found.map(({ date }) => date);

describe('the almanac', () => {
  it('knows public holidays by country and region, moving ones too', () => {
    const bavaria = datesOf(holidays({ country: 'DE', region: 'BY' }));
    expect(bavaria).toEqual(expect.arrayContaining(['2026-01-06', '2026-04-03', '2026-06-04', '2026-10-03']));
    const hamburg = datesOf(holidays({ country: 'DE', region: 'HH' }));
    expect(hamburg).toContain('2026-10-31');
    expect(hamburg).not.toContain('2026-06-04');
  });

  it('spreads a holiday of several days, and moves one to its substitute day', () => {
    const days = datesOf(holidays({ country: 'RU' }));
    expect(days.slice(0, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((day) => `2026-01-0${day}`));
    expect(days).toContain('2026-03-09');
    expect(datesOf(holidays({ country: 'US' }))).toContain('2026-07-03');
  });

  it('names them in both languages', () => {
    const [first] = holidays({ country: 'RU' });
    expect(first).toEqual({ date: '2026-01-01', name: { en: "New Year's Day", ru: 'Новый год' }, off: [0, 1440] });
  });

  it('says from when a half day is off, and adds the days of banks on request', () => {
    const iceland = holidays({ country: 'IS' }).find(({ date }) => date === '2026-12-24');
    expect(iceland?.off).toEqual([13 * 60, 1440]);
    expect(datesOf(holidays({ country: 'DE' }))).not.toContain('2026-12-24');
    const eve = holidays({ country: 'DE', also: ['bank'] }).find(({ date }) => date === '2026-12-24');
    expect(eve?.off).toEqual([14 * 60, 1440]);
  });

  it('covers each year that is asked for', () => {
    const years = new Set(holidays({ country: 'FR', from: 2026, to: 2029 }).map(({ date }) => date.slice(0, 4)));
    expect([...years]).toEqual(['2026', '2027', '2028', '2029']);
  });

  it('gives a day on which the clocks change as one day', () => {
    // Easter Sunday of 2024 was the day on which summer time began in Europe.
    const brandenburg = holidays({ country: 'DE', region: 'BB', from: 2024, to: 2024 });
    expect(brandenburg.filter(({ date }) => date === '2024-03-31')).toMatchObject([{ off: [0, 1440] }]);
    expect(datesOf(brandenburg).filter((date) => date === '2024-04-01')).toHaveLength(1);
  });

  it('says what there is in place of a country or a region that it does not know', () => {
    expect(almanac.holidays({ ...NONE, country: 'XX', from: 2026, to: 2026 })).toMatchObject({ unknown: 'country' });
    expect(almanac.holidays({ ...NONE, country: 'DE', region: 'ZZ', from: 2026, to: 2026 })).toEqual({
      unknown: 'region',
      known: expect.arrayContaining(['BY', 'HH']),
    });
  });

  it('knows which zones there are', () => {
    expect(['Europe/Moscow', 'Europe/Moskow', ''].map((zone) => almanac.hasZone(zone))).toEqual([true, false, false]);
  });

  it('reads the calendar that the guide shows', () => {
    const guide = readFileSync(join(__dirname, '..', '..', 'docs', 'how-to', 'calendars.md'), 'utf8');
    const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
    const { calendar } = readCalendar(text, almanac);
    expect(calendar?.exceptions).toMatchObject({
      '2026-12-24': [[540, 720]],
      '2026-12-25': [],
      '2026-12-29': [],
      '2028-01-06': [],
    });
    expect(calendar?.names?.['2028-06-15']?.en).toBe('Corpus Christi');
  });
});
