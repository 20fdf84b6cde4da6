import type { FieldDefinition, FieldType } from '../../../src/process/definition';
import { evaluate, typeProblem } from '../../../src/process/fields/condition';
import type { Fields } from '../../../src/process/types';

const field = (type: FieldType, defaultValue: Fields[string] = null, options: string[] = []): FieldDefinition => ({
  type,
  name: { en: type, ru: type },
  options: Object.fromEntries(options.map((key) => [key, { en: key, ru: key }])),
  default: defaultValue,
});

const fields = {
  amount: field('money'),
  discount: field('percent', 0),
  employees: field('number'),
  segment: field('choice', null, ['small', 'large']),
  decisionDate: field('date'),
  urgent: field('boolean', false),
  note: field('text', ''),
};

const rub = (minor: number) => ({ minor, currency: 'RUB' });

describe('a condition', () => {
  it.each<[string, Fields, boolean]>([
    ['discount > 15.0', { discount: 16 }, true],
    ['discount > 15', { discount: 15 }, false],
    ['discount == 15', { discount: 15 }, true],
    ['2 * discount >= 30', { discount: 15 }, true],
    ['discount in [5, 10]', { discount: 10 }, true],
    ['amount != null && amount > money("10000.00", "RUB")', { amount: rub(1_000_001) }, true],
    ['amount != null && amount > money("10000.00", "RUB")', { amount: rub(1_000_000) }, false],
    ['amount != null && amount == money("1.00", "RUB")', { amount: rub(100) }, true],
    ['amount != null && amount.currency == "RUB"', { amount: rub(1) }, true],
    ['decisionDate != null && decisionDate < "2026-03-01"', { decisionDate: '2026-02-28' }, true],
    ['segment != null && segment in ["large"]', { segment: 'large' }, true],
    ['urgent && !note.startsWith("x")', { urgent: true, note: 'abc' }, true],
    ['segment == null ? urgent : segment == "large"', { segment: null, urgent: true }, true],
  ])('reads %s over %j as %s', (condition, values, holds) => {
    expect(typeProblem(condition, fields)).toBeNull();
    expect(evaluate(condition, fields, values)).toEqual({ holds });
  });

  it('takes a field that is not set for its default, or for null', () => {
    expect(evaluate('discount == 0 && amount == null', fields, {})).toEqual({ holds: true });
  });

  it('does not fail a deal with an exception, whatever is wrong with it', () => {
    expect(evaluate('amount > money("1", "USD")', fields, { amount: rub(1) }).failed).toMatch('RUB cannot be compared');
    expect(evaluate('nobody > 1', fields, {}).failed).toBe("There is no field 'nobody'.");
    expect(evaluate('discount >', fields, {}).failed).toBeDefined();
    expect(evaluate('discount', fields, {}).failed).toBe('The condition gives neither yes nor no.');
    expect(evaluate('employees > 3', fields, {}).failed).toBe("'nothing > number' is not possible.");
  });

  it('reaches no clock, no zone and no pattern matching, even unchecked', () => {
    for (const condition of [
      'timestamp("2026-01-01T00:00:00Z") == null',
      'note.matches("(a+)+$")',
      'type(note) == string',
    ])
      expect(evaluate(condition, fields, { note: 'a' }).failed).toMatch('is not offered');
  });
});

describe('the check of a condition', () => {
  it.each([
    ['nobody > 1', "There is no field 'nobody'."],
    ['discount > "15"', "'number > text' is not possible."],
    ['discount + 1', 'The condition must give yes or no, but gives double.'],
    ['employees > 10', "'employees' may not be set: say what then, as in 'employees != null && ...'."],
    [
      'employees != null || employees > 10',
      "'employees' may not be set: say what then, as in 'employees != null && ...'.",
    ],
    [
      'employees == null && employees > 10',
      "'employees' may not be set: say what then, as in 'employees != null && ...'.",
    ],
    ['segment != null && segment == "huge"', "'huge' is not one of the options of 'segment'."],
    [
      'decisionDate != null && decisionDate < "2026-02-30"',
      "'2026-02-30' is not a date: 'decisionDate' is written YYYY-MM-DD.",
    ],
    ['money("1", "RUB") < money("1", "USD")', 'Money of two currencies (RUB, USD) is compared.'],
    ['amount != null && amount > money("1.001", "RUB")', 'money("1.001", "RUB") is no amount of money.'],
    ['note.matches("a")', "'.matches()' is not offered in conditions."],
    ['[1].all(x, x > 0)', "'.all()' is not offered in conditions."],
  ])('says of %s: %s', (condition, sentence) => {
    expect(typeProblem(condition, fields)).toBe(sentence);
  });

  it.each([
    'employees != null && employees > 10',
    'employees == null || employees > 10',
    '!(employees == null) && employees > 1',
  ])('accepts %s, which says what happens where the field is not set', (condition) =>
    expect(typeProblem(condition, fields)).toBeNull(),
  );

  it('refuses what is too long, too deep or too large within bounded work', () => {
    expect(typeProblem(`${'urgent || '.repeat(200)}urgent`, fields)).toMatch('longer than');
    expect(typeProblem(`${'('.repeat(80)}urgent${')'.repeat(80)}`, fields)).toMatch(/maxDepth/);
    expect(typeProblem(`${'!'.repeat(300)}urgent`, fields)).toMatch(/max/);
  });
});
