import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '../../../src/process/language/read-definition';

const sale = readFileSync(join(__dirname, '../../../processes/standard-sale.yaml'), 'utf8');

/** The findings of the standard sale after an edit, with the text of the line that each points at. */
function findingsAfter(search: string, replacement: string) {
  expect(sale).toContain(search);
  return findingsOf(sale.replace(search, replacement));
}

function findingsOf(text: string) {
  const reading = readDefinition(text);
  const lines = text.split('\n');
  return (reading.definition ? reading.warnings : reading.findings).map(({ code, message, line, column }) => ({
    code,
    message,
    at: lines[line - 1]?.slice(column - 1),
  }));
}

const minimal = `
process: tiny
kind: sale
calendar: office
stages:
  talk:
    limit: 2 days
    tasks:
      call:
        outcomes:
          done: { to: closed.won }
          dropped: { to: closed.lost, ask: [reason] }
closed:
  won:
  lost: { require: [reason] }
`;

describe('a definition read from text', () => {
  it('may leave out what goes without saying', () => {
    const { definition } = readDefinition(minimal);
    expect(definition).toMatchObject({
      key: 'tiny',
      name: { en: 'Tiny', ru: 'Tiny' },
      fields: { reason: { type: 'text', name: { en: 'Reason', ru: 'Причина' } } },
      stages: {
        talk: {
          clock: 'ours',
          limit: {
            due: { by: 'span', span: { amount: 2, unit: 'day', working: false } },
            dueSoonPct: 70,
            escalateAfter: { amount: 1, unit: 'day', working: true },
          },
          tasks: { call: { assignee: { rule: 'owner' }, required: false, after: [] } },
        },
      },
      closed: { won: { result: 'won', who: [], reopen: null }, lost: { result: 'lost' } },
    });
  });

  it('warns where a language is missing, and runs all the same', () => {
    const codes = new Set(findingsOf(minimal).map(({ code }) => code));
    expect(codes).toEqual(new Set(['MissingTranslation']));
  });

  it('holds every part of the language', () => {
    const { definition } = readDefinition(`
process: all-of-it
kind: lead
name: { en: All of it, ru: Всё }
calendar: office
limit: 2 working weeks
fields:
  budget: { type: money, default: 100.50 RUB }
  size: { type: choice, options: [small, large] }
  until: { type: date }
stages:
  one:
    limit: { due: 90 minutes, due soon: 50 %, escalate: 4 working hours later }
    at limit: { to: two }
    require to leave: { fields: [size], condition: size != null && size == "large" }
    tasks:
      ask:
        assignee: team north
        required: true
        outcomes:
          big:
            to: two
            set: { size: large, budget: 1 RUB }
            when: budget > money("1.00", "RUB")
          small: { ask: [size], again: true }
      check: { assignee: role contracts, after: [ask], outcomes: { ok: } }
  two:
    clock: client
    limit: { due: 3 days before until, escalate: never, due soon: never }
closed:
  good: { result: qualified, who: anyone }
  bad: { result: disqualified, who: [owner, sales-ops], reopen: { to: one, who: manager } }
moves:
  - { from: [two], to: one, who: anyone, when: size == null }
`);
    expect(definition).toMatchObject({
      limit: { due: { span: { amount: 2, unit: 'week', working: true } } },
      fields: { budget: { default: { minor: 10050, currency: 'RUB' } }, size: { options: { small: { en: 'Small' } } } },
      stages: {
        one: {
          atLimit: 'two',
          limit: { dueSoonPct: 50, escalateAfter: { amount: 4, unit: 'hour', working: true } },
          leave: { fields: ['size'], condition: 'size != null && size == "large"' },
          tasks: {
            ask: {
              assignee: { rule: 'team', team: 'north' },
              required: true,
              outcomes: {
                big: { set: { size: 'large', budget: { minor: 100, currency: 'RUB' } } },
                small: { again: true },
              },
            },
            check: { assignee: { rule: 'role', role: 'contracts' }, after: ['ask'] },
          },
        },
        two: {
          clock: 'client',
          limit: { due: { by: 'before field', field: 'until' }, dueSoonPct: 100, escalateAfter: null },
        },
      },
      closed: {
        good: { who: ['anyone'] },
        bad: { who: ['owner', 'sales-ops'], reopen: { to: 'one', who: ['manager'] } },
      },
      moves: [{ from: ['two'], to: 'one', who: ['anyone'], ask: [], when: 'size == null' }],
    });
  });
});

describe('a fault in a text', () => {
  it.each([
    ['a key that nobody knows', 'probability: 20', 'probabilty: 20', 'UnknownKey', /^probabilty/],
    ['a missing part', 'kind: sale\n', '', 'Missing', /./],
    ['a value of another type', 'probability: 20', 'probability: high', 'WrongValue', /^high/],
    ['a part of a percent', 'probability: 20', 'probability: 12.5', 'WrongValue', /^12\.5/],
    ['a stage that is called like the closings', 'stages:\n  qualify:', 'stages:\n  closed:', 'BadKey', /^closed/],
    [
      'a task that is called like a part of every object',
      '      first-call:',
      '      constructor:',
      'BadKey',
      /^constr/,
    ],
    ['a value that is too large', 'probability: 20', 'probability: 120', 'WrongValue', /^120/],
    ['a duration that cannot be read', 'limit: 3 working days', 'limit: 3 workign days', 'Unreadable', /^3 workign/],
    ['an endless limit', 'limit: 3 working days', 'limit: 9999 working days', 'Unreadable', /^9999/],
    ['an unknown assignee', "assignee: owner's manager", 'assignee: somebody', 'Unreadable', /^somebody/],
    ['an unknown field', 'ask: [amount]', 'ask: [amuont]', 'UnknownField', /^amuont/],
    ['an unknown field of a limit', 'until decisionDate', 'until decidedOn', 'UnknownField', /^until decidedOn/],
    ['a limit until what is no date', 'until decisionDate', 'until amount', 'NotADate', /^until amount/],
    ['an unknown stage', 'to: waiting-decision,', 'to: waiting,', 'UnknownStage', /^waiting,/],
    ['an unknown closing', 'to: closed.won', 'to: closed.wn', 'UnknownClosing', /^closed\.wn/],
    ['an unknown task', 'after: [approve-discount]', 'after: [approve]', 'UnknownTask', /^approve\]/],
    [
      'tasks that wait for each other',
      'after: [approve-discount]',
      'after: [send-proposal]',
      'TasksInACircle',
      /^after/,
    ],
    [
      'a condition of the wrong type',
      'when: discount > 15.0',
      'when: discount > "15"',
      'ConditionUnsound',
      /^discount > "15"/,
    ],
    [
      'a condition on an unset field',
      'when: discount > 15.0',
      'when: amount.currency == "RUB"',
      'ConditionUnsound',
      /^amount/,
    ],
    ['a default that does not fit', 'default: 0', 'default: 101', 'WrongValue', /^101/],
    ['two limits of one task', 'after: [approve-discount]', 'limit: 1 day\n        due: 1 day', 'TwoLimits', /^1 day/],
    ['a result of the other kind', '  won:\n', '  won:\n    result: qualified\n', 'WrongResult', /^qualified/],
    ['a name that means something else', 'discount: {', 'in: {', 'BadKey', /^in:/],
    ['a task called as those by hand', 'send-proposal:', 'by-hand:', 'BadKey', /^by-hand/],
    ['a key written twice', 'kind: sale', 'kind: sale\nkind: sale', 'NotYaml', /^kind/],
    ['an alias', 'calendar: office', 'calendar: &x office', 'AliasUsed', /office/],
    [
      'a move that is there already',
      'from: waiting-decision, to: proposal',
      'from: proposal, to: qualify',
      'DuplicateMove',
      /./,
    ],
    [
      'a stage that nothing leads to',
      'to: waiting-decision,',
      'to: proposal,',
      'UnreachableStage',
      /^waiting-decision/,
    ],
  ])('is found where it stands: %s', (_what, search, replacement, code, at) => {
    expect(findingsAfter(search, replacement)).toContainEqual({
      code,
      message: expect.any(String),
      at: expect.stringMatching(at),
    });
  });

  it('is found when it keeps a stage from ever closing', () => {
    const text = minimal
      .replace('done: { to: closed.won }', 'done: {}')
      .replace('dropped: { to: closed.lost, ask: [reason] }', 'again: {}');
    const codes = findingsOf(text).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['NoWayToClose', 'UnreachableClosing']));
  });

  it('is found when dates that have passed would lead round for ever', () => {
    const circle = (waiting: string) =>
      sale
        .replace('limit: 5 working days\n', 'limit: until decisionDate\n    at limit: { to: waiting-decision }\n')
        .replace(
          'limit: until decisionDate\n    require',
          `limit: ${waiting}\n    at limit: { to: proposal }\n    require`,
        );
    const codes = (text: string) => findingsOf(text).map(({ code }) => code);
    expect(codes(circle('until decisionDate'))).toEqual(['LimitsInACircle', 'LimitsInACircle']);
    expect(codes(circle('5 working days'))).toEqual([]);
  });

  it('is found together with all others, in the order of the text', () => {
    const text = sale
      .replace('probability: 20', 'probabilty: 20')
      .replace('when: discount > 15.0', 'when: discout > 15.0')
      .replace('to: closed.won', 'to: closed.wn')
      .replace('after: [approve-discount]', 'after: [approve]');
    expect(findingsOf(text).map(({ code }) => code)).toEqual([
      'UnknownKey',
      'ConditionUnsound',
      'UnknownTask',
      'UnknownClosing',
    ]);
  });
});

describe('a text that the parser loses track of', () => {
  it('is told once, where that begins, and what would mend it', () => {
    const text = 'lights:\n  - { when: stage in ["offer", "demo"], light: red }\nstages:\n  offer: { name: Offer }\n';
    expect(findingsOf(text)).toEqual([
      {
        code: 'NotYaml',
        at: '["offer", "demo"], light: red }',
        message: expect.stringContaining(`stand in quotes: when: 'size in ["small"]'`),
      },
    ]);
  });

  it('is given no advice that does not fit', () => {
    expect(findingsOf('stages:\n\toffer: 1\n').map(({ message }) => message)).toEqual([
      'The text is not YAML: Tabs are not allowed as indentation.',
    ]);
  });
});

describe('a text that means harm', () => {
  it.each([
    ['is too large', `# ${'x'.repeat(300_000)}`, 'TooLarge'],
    ['is nested without end', `a: ${'['.repeat(5000)}`, 'TooDeep'],
    ['holds two definitions', 'kind: sale\n---\nkind: lead', 'NotYaml'],
    ['is nested deeply', Array.from({ length: 40 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'TooDeep'],
    ['multiplies by aliases', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]', 'AliasUsed'],
    ['reaches for the prototype', '__proto__: { x: 1 }', 'BadKey'],
    ['reaches for the constructor', 'stages: { constructor: {} }', 'BadKey'],
    ['switches the YAML version', '%YAML 1.1\n---\nkind: sale', 'NotYaml'],
    ['is no map', '- a', 'WrongValue'],
    ['is empty', '', 'WrongValue'],
  ])('is refused when it %s', (_what, text, code) => {
    expect(findingsOf(text).map((found) => found.code)).toContain(code);
  });
});
