import { chooseProcess, readRouting } from '../../../src/process/language/routing';
import { readCalendar } from '../../../src/process/time/calendar-text';

describe('the rule of which process a new lead or sale gets', () => {
  const { rules = [] } = readRouting(`
- kind: sale
  when: amount != null && amount >= money("1000000.00", "RUB")
  process: large-sale
- { kind: sale, process: standard-sale }
- { kind: lead, process: standard-lead }
`) as { rules?: [] };

  it('takes the first line for its kind that holds', () => {
    expect(chooseProcess(rules, { kind: 'sale', amount: { minor: 100_000_000, currency: 'RUB' } })).toBe('large-sale');
    expect(chooseProcess(rules, { kind: 'sale' })).toBe('standard-sale');
    expect(chooseProcess(rules, { kind: 'lead' })).toBe('standard-lead');
  });

  it('passes over a line that cannot be told, such as one of another currency', () => {
    expect(chooseProcess(rules, { kind: 'sale', amount: { minor: 1, currency: 'USD' } })).toBe('standard-sale');
  });

  it.each([
    ['- { kind: sale, process: a }', 'Missing'],
    [
      '- { kind: sale, when: colour == "red", process: a }\n- { kind: sale, process: a }\n- { kind: lead, process: b }',
      'ConditionUnsound',
    ],
    ['- { kind: deal, process: a }', 'WrongValue'],
    ['kind: sale', 'WrongValue'],
  ])('is refused as %s', (text, code) => {
    const read = readRouting(text);
    expect(read.rules ? [] : read.findings.map((found) => found.code)).toContain(code);
  });
});

describe('the text of a calendar', () => {
  const text = `
calendar: night-shift
name: { en: Night, ru: Ночь }
zone: Asia/Tomsk
full day: 7 hours
week: { monday: 22:00-24:00, tuesday: 00:00-05:00, wednesday: closed, thursday: closed, friday: closed, saturday: closed, sunday: closed }
exceptions:
  2026-12-31 to 2027-01-02: closed
`;

  it('gives spans in minutes, and a line for each exception', () => {
    expect(readCalendar(text).calendar).toEqual({
      key: 'night-shift',
      name: { en: 'Night', ru: 'Ночь' },
      zone: 'Asia/Tomsk',
      dayMinutes: 420,
      week: [[[1320, 1440]], [[0, 300]], [], [], [], [], []],
      exceptions: { '2026-12-31': [], '2027-01-01': [], '2027-01-02': [] },
    });
  });

  it.each([
    ['hours that end before they begin', '22:00-24:00', '22:00-21:00'],
    ['hours that there are not', '22:00-24:00', '22:00-25:00'],
    ['spans that overlap', '22:00-24:00', '09:00-13:00; 12:00-14:00'],
    ['a day that there is not', '2026-12-31 to', '2026-12-32 to'],
    ['a run that goes backwards', '2027-01-02', '2026-01-02'],
    ['a full day without length', '7 hours', 'all day'],
    ['a day left out', 'sunday: closed', 'monday: closed'],
  ])('is refused for %s', (_what, search, replacement) => {
    expect(readCalendar(text.replace(search, replacement))).toMatchObject({ findings: [expect.anything()] });
  });
});
