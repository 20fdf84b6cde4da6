import { v4 as newId, v7 as orderedId } from 'uuid';
import { armOf, chooseProcess, type RoutingFacts, readRouting } from '../../../src/process/language/routing';
import { readCalendar } from '../../../src/process/time/calendar-text';

/** A rule whose line for sales has one part more. */
function lines(part: string): string {
  return `- { kind: sale, process: a, ${part} }\n- { kind: lead, process: b }`;
}

describe('the rule of which process a new lead or sale gets', () => {
  const { rules = [] } = readRouting(`
- kind: sale
  when: amount != null && amount >= money("1000000.00", "RUB")
  process: large-sale
- { kind: sale, process: standard-sale }
- { kind: lead, process: standard-lead }
`) as { rules?: [] };

  const chosen = (facts: RoutingFacts) => chooseProcess(rules, facts, newId())?.process;

  it('takes the first line for its kind that holds', () => {
    expect(chosen({ kind: 'sale', amount: { minor: 100_000_000, currency: 'RUB' } })).toBe('large-sale');
    expect(chosen({ kind: 'sale' })).toBe('standard-sale');
    expect(chosen({ kind: 'lead' })).toBe('standard-lead');
  });

  it('passes over a line that cannot be told, such as one of another currency', () => {
    expect(chosen({ kind: 'sale', amount: { minor: 1, currency: 'USD' } })).toBe('standard-sale');
  });

  it.each([
    ['- { kind: sale, process: a }', 'Missing'],
    [
      '- { kind: sale, when: colour == "red", process: a }\n- { kind: sale, process: a }\n- { kind: lead, process: b }',
      'ConditionUnsound',
    ],
    ['- { kind: deal, process: a }', 'WrongValue'],
    ['kind: sale', 'WrongValue'],
    [lines('trial: { version: 4, share: 0 % }'), 'Unreadable'],
    [lines('trial: { version: 4, share: 100 % }'), 'Unreadable'],
    [lines('trial: { version: 4 }'), 'Missing'],
    [lines('trial: { share: 20 % }'), 'PartsClash'],
    [lines('trial: { version: 4, process: other, share: 20 % }'), 'PartsClash'],
    [lines('trial: { proces: other, share: 20 % }'), 'UnknownKey'],
  ])('is refused as %s', (text, code) => {
    const read = readRouting(text);
    expect(read.rules ? [] : read.findings.map((found) => found.code)).toContain(code);
  });
});

describe('a trial', () => {
  const rulesWith = (trial: string) => {
    const read = readRouting(lines(trial));
    if (!read.rules) throw new Error(JSON.stringify(read.findings));
    return read.rules;
  };
  const many = Array.from({ length: 10_000 }, () => newId());
  const shareOf = (ids: readonly string[], pct: number) => ids.filter((id) => armOf(id, pct) === 'trial').length;

  /** Bytes that follow from a number, so that the test draws the same ids each time. */
  const bytes = (i: number) => Uint8Array.from({ length: 16 }, (_, j) => Math.imul(i + 1, 0x9e3779b1 + j * 2) >>> 24);

  it('gives its share of the new ones another version of the process, the others none', () => {
    const rules = rulesWith('trial: { version: 4, share: 20 % }');
    for (const id of many.slice(0, 200))
      expect(chooseProcess(rules, { kind: 'sale' }, id)).toEqual({
        process: 'a',
        version: armOf(id, 20) === 'trial' ? 4 : null,
      });
  });

  it('gives its share another process', () => {
    const rules = rulesWith('trial: { process: other-process, share: 50 % }');
    const chosen = new Set(many.slice(0, 200).map((id) => chooseProcess(rules, { kind: 'sale' }, id)?.process));
    expect(chosen).toEqual(new Set(['a', 'other-process']));
  });

  it('puts the same instance into the same arm each time', () => {
    expect(armOf('0192f0c4-7f1e-7cc3-8a2b-3b7a5c1d9e01', 50)).toBe('trial');
    expect(many.map((id) => armOf(id, 30))).toEqual(many.map((id) => armOf(id, 30)));
  });

  it('keeps an instance that was in a small trial in a larger one', () => {
    for (const id of many) if (armOf(id, 10) === 'trial') expect(armOf(id, 20)).toBe('trial');
  });

  // Four standard deviations of a fair draw: sqrt(10,000 * p * (1 - p)) * 4.
  it.each([
    [1, 40],
    [20, 160],
    [50, 200],
    [99, 40],
  ])('takes %i %% of 10,000 ids, in the order of time or without any, within %i', (pct, within) => {
    const ordered = Array.from({ length: 10_000 }, (_, i) =>
      orderedId({ msecs: 1_790_000_000_000 + i, random: bytes(i) }),
    );
    const counted = Array.from({ length: 10_000 }, (_, i) => `deal-${i}`);
    for (const ids of [ordered, counted]) expect(Math.abs(shareOf(ids, pct) - pct * 100)).toBeLessThanOrEqual(within);
  });

  it('is of a process that is there', () => {
    const known = { processes: new Set(['a', 'b', 'other-process']) };
    const read = readRouting(lines('trial: { process: other-proces, share: 20 % }'), known);
    expect(read).toMatchObject({
      findings: [
        { code: 'UnknownProcess', line: 1, message: expect.stringContaining("did you mean 'other-process'?") },
      ],
    });
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
