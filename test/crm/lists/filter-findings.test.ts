import { type ListField, matches, readFilter } from '../../../src/crm/lists/filter';

const field = (key: string, type: ListField['type'], more: Partial<ListField> = {}): ListField => ({
  ...{ key, type, name: { en: key, ru: key }, sortable: true },
  ...more,
});
const fields = [
  field('topic', 'text'),
  field('rating', 'choice', { options: { high: { en: 'High', ru: 'Высокая' } } }),
  field('employees', 'number'),
  field('revenue', 'money'),
  field('startedAt', 'time'),
  field('decisionDate', 'date'),
  field('open', 'flag'),
  field('owner', 'person'),
  field('old', 'text', { retired: true }),
];
const read = (text: string) => readFilter(text, { fields });
const told = (text: string) => read(text).findings.map(({ code, from, to }) => `${code} ${text.slice(from, to)}`);

describe('what is wrong with a filter', () => {
  it.each([
    ['topik = x', ['FieldUnknown topik']],
    ['old = x', ['FieldRetired old']],
    ['topic', ['NotAFlag topic']],
    ['topic > "a"', ['OperatorUnfit >']],
    ['open ~ yes', ['OperatorUnfit ~']],
    ['topic = ""', ['EmptyText ""']],
    ['topic = me', ['ValueUnfit me']],
    ['rating = huge', ['OptionUnknown huge']],
    ['employees = many', ['ValueUnfit many']],
    ['revenue > 5', ['CurrencyMissing 5']],
    ['revenue > 5.001 USD', ['AmountUnfit 5.001 USD']],
    ['startedAt > 2026-02-31', ['DayUnknown 2026-02-31']],
    ['startedAt > "soon"', ['ValueUnfit "soon"']],
    ['startedAt > -6000 months', ['ValueUnfit -6000']],
    ['owner = 5', ['ValueUnfit 5']],
    ['topic =', ['ValueExpected ']],
    ['topic in x', ['ValueExpected x']],
    ['topic in (a, b', ['ClosingExpected ']],
    ['= 5', ['FieldExpected =']],
    ['topic is 5', ['OperatorExpected is']],
    ['(open', ['ClosingExpected ']],
    ['open)', ['JoinExpected )']],
    ['open topic = a', ['OperatorExpected topic']],
    ['topic = a rating = high', ['JoinExpected rating']],
    ['topic = "a', ['TextNotClosed "a']],
    ['topic = a; drop', ['UnexpectedCharacter ;', 'JoinExpected drop', 'FieldUnknown drop']],
    ['in list "x"', ['NoLists in list "x"']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
    expect(read(text).filter).toBeNull();
  });

  it('is told all at once, in the order of the text, with line and column, in both languages', () => {
    const text = 'topik = a and (rating = huge\n  or revenue < 7) and not (employees ~ 3)';
    const { findings } = read(text);
    expect(findings.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['FieldUnknown', 1, 1],
      ['OptionUnknown', 1, 25],
      ['CurrencyMissing', 2, 16],
      ['OperatorUnfit', 2, 38],
    ]);
    for (const { message } of findings)
      expect([message.en.length > 0, /[а-яё]/i.test(message.ru)]).toEqual([true, true]);
    expect(findings[0]?.message.en).toContain('did you mean topic?');
  });

  it('stays small: length, depth, conditions and values have their limits, and deep nesting ends no program', () => {
    expect(told(' '.repeat(4001))).toHaveLength(1);
    expect(read(`${'('.repeat(1500)}open`).findings.map(({ code }) => code)).toContain('TooDeep');
    expect(read(`${'not '.repeat(900)}open`).findings.map(({ code }) => code)).toEqual(['TooDeep']);
    expect(read(Array(101).fill('open').join(' and ')).findings.map(({ code }) => code)).toEqual(['TooManyTerms']);
    expect(read(`topic in (${Array(201).fill('a').join(',')})`).findings.map(({ code }) => code)).toEqual([
      'TooManyValues',
    ]);
    expect(read(Array(100).fill('open').join(' or ')).findings).toEqual([]);
  });

  it('is nothing where nothing is asked: everything meets it', () => {
    expect(read('  \n ')).toEqual({ filter: null, findings: [] });
  });
});

describe('an empty field', () => {
  const asker = { now: 0, zone: 'UTC', personId: 'me', teamIds: [], rates: {} };
  const meets = (text: string) => matches(read(text).filter, { id: 'x', topic: null }, asker);
  it.each([
    ['topic = a', false],
    ['topic != a', true],
    ['not topic = a', true],
    ['not topic != a', false],
    ['topic not in (a, b)', true],
    ['topic !~ a', true],
    ['topic is empty', true],
    ['topic is not empty', false],
    ['employees < 5 or employees >= 5', false],
    ['not (employees < 5 or employees >= 5)', true],
    ['not open', true],
    ['open = no', false],
  ])('%s: %s', (text, expected) => expect(meets(text)).toBe(expected));
});
