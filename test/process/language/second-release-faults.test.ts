import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Known } from '../../../src/process/language/known';
import { readDefinition } from '../../../src/process/language/read-definition';

const everything = readFileSync(join(__dirname, '../../support/every-construct.yaml'), 'utf8');

/** The findings of the text that uses every construct after edits, with the text of the line that each points at. */
function findingsAfter(edits: readonly (readonly [string, string])[], known?: Known) {
  for (const [search] of edits) expect(everything).toContain(search);
  const text = edits.reduce((sofar, [search, replacement]) => sofar.replace(search, replacement), everything);
  const reading = readDefinition(text, known, { proven: true });
  const lines = text.split('\n');
  return (reading.definition ? reading.warnings : reading.findings).map(({ code, message, line, column }) => ({
    code,
    message,
    at: lines[line - 1]?.slice(column - 1),
  }));
}

type Seeded = [what: string, search: string, replacement: string, code: string, at: RegExp, says?: string];

const DEMO_STEP = '- { to: proposal, set: { pilot: true } }';

describe('a fault in what the second release brought', () => {
  it.each([
    // Names, with a proposal.
    ['an unknown catalogue', 'options: lost-reasons', 'options: lost-reason', 'UnknownCatalogue', /^lost-reason,?/],
    ['an unknown event', 'payment in: {', 'payment inn: {', 'UnknownEvent', /^\{|^payment inn/, "'payment in'?"],
    [
      'an unknown event of a wait',
      '{ for: quote accepted }',
      '{ for: quote acepted }',
      'UnknownEvent',
      /^quote acepted/,
    ],
    ['an unknown task to open', 'open: [call-head]', 'open: [call-hed]', 'UnknownTask', /^call-hed/, "'call-head'?"],
    ['an unknown task on a ladder', 'open: tell-head', 'open: tel-head', 'UnknownTask', /^tel-head/, "'tell-head'?"],
    ['an unknown stage of a ladder', 'move: closed.lost', 'move: closed.list', 'UnknownClosing', /^closed\.list/],
    [
      'an unknown stage that is next',
      'next: negotiation',
      'next: negotation',
      'UnknownStage',
      /^nego/,
      "'negotiation'?",
    ],
    ['an unknown field that is brought', 'take: [note]', 'take: [notes]', 'UnknownField', /^notes/, "'note'?"],
    ['an unknown field of ours', 'budget: amount', 'budget: amuont', 'UnknownField', /^amuont/, "'amount'?"],
    ['an unknown key', 'planned: 5', 'planed: 5', 'UnknownKey', /^planed/, "'planned'?"],
    ['a field that a light does not know', 'waiting ||', 'wating ||', 'ConditionUnsound', /^wating/, "'waiting'?"],
    ['a stage that a tactic does not know', 'stage == "proposal"', 'stage == "offer"', 'ConditionUnsound', /^stage ==/],
    ['a light that there is not', '"overdue" ||', '"late" ||', 'ConditionUnsound', /^clockLight/],
    ["a task's light where no task is", 'timesBack > 1', 'daysOpen > 1', 'ConditionUnsound', /^waiting/],
    ['days to a plan that may not be', 'daysToPlan == null ||', 'false ||', 'ConditionUnsound', /^false/],
    ['a field by the name of a light fact', '  note: {', '  stage: {', 'BadKey', /^stage/],
    // Branches.
    ['a step that is led into from outside', DEMO_STEP, '- { to: draft }', 'WrongPlace', /^draft/, "'prepare'"],
    [
      'a route that leads into a step',
      'prepare }\n              - { to: proposal }',
      'prepare }\n              - { to: sign }',
      'UnknownStage',
      /^sign/,
    ],
    ['an end outside of branches', DEMO_STEP, '- { to: end }', 'WrongPlace', /^end/],
    ['a step that leads into another branch', 'to: agree }', 'to: survey }', 'WrongPlace', /^survey/],
    [
      'a step that leaves unsaid',
      '                    ends branches: true\n',
      '',
      'WrongPlace',
      /^closed\.lost/,
      'ends branches',
    ],
    ['a step whose event leaves unsaid', 'payment in: { to: end }', 'payment in: { to: demo }', 'WrongPlace', /^demo/],
    ['a move into a step', '    to: demo\n    who', '    to: draft\n    who', 'WrongPlace', /^draft/],
    ['branches that end where none are', DEMO_STEP, '- { to: demo, ends branch: true }', 'UnknownKey', /^ends branch/],
    [
      'an answer that ends branches in none',
      'no answer: {',
      'no answer: { to: demo, ends branches: true,',
      'PartsClash',
      /^demo/,
    ],
    ['two stages of one key', 'survey:\n', 'qualify:\n', 'DuplicateKey', /^qualify/],
    ['side by side two tasks of one key', '              visit:\n', '              write:\n', 'DuplicateKey', /^write/],
    ['a branch of a branch', 'survey:\n', 'survey:\n            branches: {}\n', 'WrongValue', /^branches|^\{\}/],
    [
      'tasks beside branches',
      '    next: negotiation\n',
      '    next: negotiation\n    tasks: { t: { outcomes: { a: } } }\n',
      'PartsClash',
      /^tasks/,
    ],
    ['a step that is called end', 'survey:\n', 'end:\n', 'BadKey', /^end/],
    [
      'a branch without stages',
      '        when: segment == "large"\n        optional: true\n',
      '        steps: {}\n',
      'UnknownKey',
      /^steps/,
    ],
    // Next.
    [
      'a last stage that leads nowhere',
      '    clock: client\n',
      '    clock: client\n    when: pilot\n',
      'Missing',
      /^pilot|^when/,
      'next: closed.won',
    ],
    [
      'both ways to be skipped',
      '    next: proposal\n',
      '    next: proposal\n    optional: true\n',
      'PartsClash',
      /^true|^optional/,
    ],
    // Tasks, outcomes, limits.
    [
      'a task to open that opens by itself',
      'open: [call-head]',
      'open: [first-call]',
      'PartsClash',
      /^first-call/,
      'on call: true',
    ],
    ['a task that nobody calls', ', open: [call-head], again', ', again', 'PartsClash', /^true|^on call/],
    [
      'a called task that comes after another',
      'on call: true\n        assignee',
      'on call: true\n        after: [first-call]\n        assignee',
      'PartsClash',
      /^after/,
    ],
    [
      'an outcome that waits and leads on',
      'wait: { for: quote accepted }',
      'to: proposal, wait: { for: quote accepted }',
      'PartsClash',
      /^wait/,
    ],
    ['a wait for neither', 'wait: ask for a date', 'wait: a while', 'WrongValue', /^a while/, 'ask for a date'],
    [
      'routes that leave a hole',
      '              - { to: proposal }\n',
      '              - { when: pilot, to: proposal }\n',
      'Missing',
      /^\{ when: pilot/,
    ],
    [
      'a route on a field that may not be set',
      "'amount != null && amount > m",
      "'amount > m",
      'ConditionUnsound',
      /^'amount/,
    ],
    ['a pool of nobody', 'least loaded of role engineer with skill crm', 'least loaded', 'Unreadable', /^least loaded/],
    ['a repetition without a time', 'repeat: every 3 days', 'repeat: sometimes', 'Unreadable', /^sometimes/],
    ['a ladder that does nothing', '{ at: 0, notify: owner }', '{ at: 0 }', 'PartsClash', /^\{ at: 0 \}/],
    ['a mail to nobody', "mail: overdue-deal, who: owner's manager", 'mail: overdue-deal', 'PartsClash', /^\{ at: 3/],
    [
      'a step of a ladder at no time',
      '{ at: 0, notify: owner }',
      '{ at: tomorrow, notify: owner }',
      'Unreadable',
      /^tomorrow/,
    ],
    [
      'a ladder out of order',
      '{ at: 2 working days later, open',
      '{ at: 9 working days later, open',
      'PartsClash',
      /^3 working days later/,
    ],
    ['a ladder that ends when it begins', '{ at: 4 working days later, re', '{ at: 0, re', 'PartsClash', /^0, re/],
    [
      'a task opened by the limit of the whole',
      '{ at: 0, notify: role sales-ops }',
      '{ at: 0, open: show }',
      'WrongPlace',
      /^show/,
    ],
    ['an undo in working time', 'undo: 1 hour', 'undo: 1 working hour', 'Unreadable', /^1 working hour/],
    ['a right on what is no act', 'reassign: manager', 'rename: manager', 'UnknownKey', /^rename/, 'resume'],
  ] as readonly Seeded[])('is found where it stands: %s', (_what, search, replacement, code, at, says = '') => {
    const found = findingsAfter([[search, replacement]]);
    expect(found).toContainEqual({ code, message: expect.stringContaining(says), at: expect.stringMatching(at) });
  });

  it('is found together with all others, in the order of the text', () => {
    const found = findingsAfter([
      ['undo: 1 hour', 'undo: soon'],
      ['take: [note]', 'take: [notes]'],
      ['for: e-mail answered', 'for: e-mail read'],
      ['open: [call-head]', 'open: [call-hed]'],
      ['to: agree }', 'to: survey }'],
      ['reason == "competitor"', 'reason == "dearth"'],
    ]);
    const codes = [
      'Unreadable',
      'UnknownField',
      'UnknownTask',
      'PartsClash',
      'UnknownEvent',
      'WrongPlace',
      'ConditionUnsound',
    ];
    expect(found.map(({ code }) => code)).toEqual(codes);
  });

  it('in a catalogue is told once, where the catalogue stands', () => {
    const found = findingsAfter([['price: { en: Price, ru: Цена }', 'price: { en: Price, rus: Цена }']]);
    expect(found).toEqual([{ code: 'UnknownKey', message: expect.any(String), at: 'rus: Цена }' }]);
  });
});

describe('a missing translation', () => {
  it.each([
    ['of a hint', 'hint: { en: The main one only., ru: Только главная. }', 'hint: { en: The main one only. }', /^hint/],
    ['of a light', 'say: { en: Overdue, ru: Просрочено }', 'say: { en: Overdue }', /^say: \{ en: Overdue/],
    ["of a task's light", 'en: Call today, ru: Позвоните сегодня', 'ru: Позвоните сегодня', /^say: \{ ru/],
    ['of a tactic', 'en: Offer a pilot, ru: Предложите пилот', 'en: Offer a pilot', /^say: \{ en: Offer/],
    ['of a branch', 'name: { en: Legal, ru: Юристы }', 'name: { en: Legal }', /^legal:/],
    ['of a step', 'name: { en: Draft, ru: Проект }', 'name: { en: Draft }', /^draft:/],
    ['of a move', 'en: Show it once more, ru: Показать ещё раз', 'en: Show it once more', /^name: \{ en: Show/],
    ['of an option, once for all fields that have it', 'en: Price, ru: Цена', 'en: Price', /^price:/],
  ])('%s is a warning at its line', (_what, search, replacement, at) => {
    const found = findingsAfter([[search, replacement]]);
    expect(found).toEqual([{ code: 'MissingTranslation', message: expect.any(String), at: expect.stringMatching(at) }]);
  });
});

describe('names that only the installation knows', () => {
  const known = {
    roles: new Set(['sales-ops', 'engineer', 'lawyer']),
    teams: new Set(['north']),
    skills: new Set(['crm']),
    calendars: new Set(['office']),
    processes: new Set(['win-back']),
    templates: new Set(['overdue-deal']),
    webhooks: new Set(['erp']),
  };

  it('are all there', () => expect(findingsAfter([], known)).toEqual([]));

  it('are not looked up where the installation is not at hand', () => {
    expect(findingsAfter([['role engineer with skill crm', 'role pilot with skill flying']])).toEqual([]);
  });

  it.each([
    ['role of an assignee', 'assignee: role engineer', 'assignee: role enginer', 'UnknownRole', "'engineer'?"],
    ['role of a pool', 'least loaded of role lawyer', 'least loaded of role lawer', 'UnknownRole', "'lawyer'?"],
    ['role of a right', 'edit: sales-ops', 'edit: sales-op', 'UnknownRole', "'sales-ops'?"],
    ['role that is told', 'notify: role sales-ops', 'notify: role sale-ops', 'UnknownRole', "'sales-ops'?"],
    ['team', 'assignee: team north', 'assignee: team nort', 'UnknownTeam', "'north'?"],
    [
      'team of a pool',
      'assignee: in turn of team north',
      'assignee: in turn of team south',
      'UnknownTeam',
      "no team 'south'",
    ],
    [
      'skill',
      'assignee: least loaded of role engineer with skill crm',
      'assignee: least loaded of role engineer with skill cmr',
      'UnknownSkill',
      "'crm'?",
    ],
    ['calendar', 'calendar: office', 'calendar: offise', 'UnknownCalendar', "'office'?"],
    ['process', 'process: win-back', 'process: winback', 'UnknownProcess', "'win-back'?"],
    ['mail template', 'mail: overdue-deal', 'mail: overdue-deals', 'UnknownTemplate', "'overdue-deal'?"],
    ['webhook', 'webhook: erp', 'webhook: epr', 'UnknownWebhook', "'erp'?"],
  ])('are found when they are not there: a %s', (_what, search, replacement, code, says) => {
    const found = findingsAfter([[search, replacement]], known);
    const [, value = ''] = replacement.split(': ');
    expect(found).toEqual([{ code, message: expect.stringContaining(says), at: expect.stringMatching(`^${value}`) }]);
  });
});
