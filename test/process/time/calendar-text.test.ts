import { readCalendar } from '../../../src/process/time/calendar-text';
import type { Almanac, Holiday } from '../../../src/process/time/holidays';

const TEXT = `
calendar: plant
name: { en: Plant, ru: Завод }
zone: Europe/Berlin
full day: 8 hours
week:
  monday: 09:00-13:00, 14:00-18:00
  tuesday: 09:00-13:00, 14:00-18:00
  wednesday: 09:00-13:00, 14:00-18:00
  thursday: 09:00-13:00, 14:00-18:00
  friday: 09:00-13:00
  saturday: closed
  sunday: closed
holidays: { country: de, region: BY, from: 2026, to: 2027 }
exceptions:
  2026-12-24: 09:00-12:00
`;

const named = (date: string, off: [number, number] = [0, 1440]): Holiday => ({
  date,
  name: { en: `Day ${date}`, ru: `День ${date}` },
  off,
});

const almanacOf = (days: Holiday[]): Almanac => ({
  hasZone: (zone) => zone.includes('/'),
  holidays: ({ country, region }) => {
    if (country !== 'DE') return { unknown: 'country', known: ['DE'] };
    return region === 'BY' || region === null ? days : { unknown: 'region', known: ['BY'] };
  },
});
const read = (text: string, days: Holiday[] = []) => {
  const { calendar } = readCalendar(text, almanacOf(days));
  if (!calendar) throw new Error('The text is refused.');
  return calendar;
};

describe('holidays in the text of a calendar', () => {
  it('become dated exceptions; what the text says itself wins', () => {
    const { exceptions, holidays, names } = read(TEXT, [named('2026-01-06'), named('2026-12-24'), named('2026-12-25')]);
    expect(exceptions).toEqual({ '2026-01-06': [], '2026-12-24': [[540, 720]], '2026-12-25': [] });
    expect(holidays).toEqual({ country: 'DE', region: 'BY', from: 2026, to: 2027, also: [] });
    expect(names?.['2026-01-06']).toEqual({ en: 'Day 2026-01-06', ru: 'День 2026-01-06' });
  });

  it('cut a half day out of the hours of that weekday', () => {
    const { exceptions } = read(TEXT, [named('2026-12-31', [13 * 60 + 30, 1440]), named('2026-05-12', [0, 600])]);
    expect(exceptions['2026-12-31']).toEqual([[540, 780]]);
    expect(exceptions['2026-05-12']).toEqual([
      [600, 780],
      [840, 1080],
    ]);
  });

  it('leave out what changes nothing: a weekend, an afternoon that is free anyway', () => {
    expect(Object.keys(read(TEXT, [named('2026-10-03'), named('2026-01-02', [840, 1440])]).exceptions)).toEqual([
      '2026-12-24',
    ]);
  });

  it('add up when two of them share a day', () => {
    const days = [named('2026-05-12', [0, 600]), named('2026-05-12', [960, 1440])];
    expect(read(TEXT, days).exceptions['2026-05-12']).toEqual([
      [600, 780],
      [840, 960],
    ]);
  });

  it.each([
    ['a country that is not known', 'country: de', 'country: fr', "country 'FR'", 14],
    ['a region that is not known', 'region: BY', 'region: XX', "region 'XX'", 14],
    ['a country that is none', 'country: de', 'country: Germany', 'two letters', 14],
    ['years that go backwards', 'to: 2027', 'to: 2025', 'years in order', 14],
    ['more years than anybody plans for', 'to: 2027', 'to: 2090', 'at most', 14],
    ['a year left out', ', to: 2027', '', "'to' is missing", 14],
    ['kinds that there are not', 'to: 2027', 'to: 2027, also: [school]', 'bank', 14],
    ['a zone that there is not', 'Europe/Berlin', 'Berlin', "no zone 'Berlin'", 4],
  ])('are refused for %s, with the line', (_what, search, replacement, says, line) => {
    const result = readCalendar(TEXT.replace(search, replacement), almanacOf([]));
    expect(result.calendar).toBeUndefined();
    expect(result).toMatchObject({ findings: [{ message: expect.stringContaining(says), line }] });
  });

  it('are refused where nobody can look them up', () => {
    expect(readCalendar(TEXT)).toMatchObject({ findings: [{ message: expect.stringContaining('looked up only') }] });
  });

  it('take JSON as well, since it is YAML', () => {
    const { holidays: _, ...rest } = {
      calendar: 'plant',
      name: { en: 'Plant', ru: 'Завод' },
      zone: 'Europe/Berlin',
      'full day': '8 hours',
      week: Object.fromEntries(
        ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
          day,
          day === 'monday' ? '09:00-13:00' : 'closed',
        ]),
      ),
      holidays: null,
    };
    expect(read(JSON.stringify(rest)).week[0]).toEqual([[540, 780]]);
  });
});

describe('the days that the text of a calendar names', () => {
  const plain = TEXT.slice(0, TEXT.indexOf('holidays:'));
  const withDays = (lines: readonly string[]) => readCalendar(`${plain}exceptions:\n${lines.join('\n')}\n`);
  const decades = Array.from({ length: 14 }, (_, i) => `  ${2030 + i}-01-01 to ${2030 + i}-12-31: closed`);

  it('are so many in all, however few lines name them', () => {
    expect(withDays(decades.slice(0, 13)).calendar).toBeDefined();
    const found = withDays(decades);
    expect(found).toMatchObject({ findings: [{ message: expect.stringContaining('more than 5000 days'), line: 28 }] });
  });

  it('are told once a line where another line has named them', () => {
    const lines = ['  2030-01-01 to 2030-12-31: closed', '  2030-01-02 to 2030-12-30: closed'];
    const found = withDays(lines);
    expect(found).toMatchObject({ findings: [{ message: '2030-01-02 is named twice.', line: 16 }] });
  });
});
