import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Problem } from '../../../src/process/language/finding';
import { readDefinition } from '../../../src/process/language/read-definition';
import { readExamples } from '../../../src/process/trial/read-examples';
import { testExample } from '../../../src/process/trial/test-examples';
import { office, shipped } from '../../support/walk';

const sale = shipped('standard-sale');
const calendar = office();

const read = (text: string, definition = sale) => readExamples(parse(text), definition);

/** Plays one example of the standard sale; gives what does not hold, by step. */
function failuresOf(steps: string, given = '{ owner: anna, fields: { amount: 100000.00 RUB } }') {
  const { examples, problems } = read(`- name: It\n  given: ${given}\n  steps:\n${steps.replace(/^/gm, '    ')}`);
  expect(problems).toEqual([]);
  const [example] = examples;
  if (!example) throw new Error('There is no example.');
  return testExample(sale, example, calendar).failures.map(({ step, says }) => `${step}: ${says.en}`);
}

describe('an example', () => {
  it('passes where everything comes as it says', () => {
    const steps = `
- anna completes first-call with need confirmed
- when: anna amends discount to 20
- 2 working days pass
- then:
    stage: proposal
    open: [approve-discount, send-proposal]
    overdue: [approve-discount]
    escalated: [approve-discount]
    told: [the manager]
- refused: anna completes send-proposal with sent
  because: TaskOpen
- the manager completes approve-discount with approved
- { when: the owner completes send-proposal with sent, fields: { decisionDate: 2026-03-27 } }
- then: { stage: waiting-decision, open: [ask-for-decision], fields: { discount: 20, amount: 100000.00 RUB } }
- it becomes 2026-03-26 18:00
- then: { overdue: [ask-for-decision], told: { anna: [due soon, overdue] } }
- anna completes ask-for-decision with accepted
- then: { stage: closed.won, open: [] }`;
    expect(failuresOf(steps.trim())).toEqual([]);
  });

  it.each([
    ['a stage', '- then: { stage: proposal }', 'stage: proposal was expected, but it is qualify'],
    ['a list, which is complete', '- then: { open: [] }', 'open: [] was expected, but it is [first-call]'],
    ['an owner', '- then: { owner: the manager }', 'owner: manager was expected, but it is anna'],
    ['a wait', '- then: { waiting: true }', 'waiting: true was expected, but it is false'],
    [
      'a field',
      '- then: { fields: { amount: 1.00 RUB, discount: 0 } }',
      'fields: { amount: 1.00 RUB, discount: 0 } was expected, but it is { amount: 100000.00 RUB, discount: 0 }',
    ],
    ['who is told', '- then: { told: [anna] }', 'told: [anna] was expected, but it is []'],
    ['who is late', '- then: { overdue: [stage] }', 'overdue: [stage] was expected, but it is []'],
    ['a mail', '- then: { mails: [overdue-deal] }', 'mails: [overdue-deal] was expected, but it is []'],
  ])('fails for %s that is otherwise', (_, steps, says) => {
    expect(failuresOf(steps)).toEqual([`0: ${says}`]);
  });

  it('says of what somebody was told who should not have been', () => {
    const steps = '- 1 working day passes\n- then: { told: [] }';
    expect(failuresOf(steps)).toEqual(['1: told: [] was expected, but it is [anna (due soon), anna (overdue)]']);
  });

  it('counts what was told since the last look', () => {
    const steps =
      '- 1 working day passes\n- then: { told: { anna: [due soon, overdue] } }\n- 1 minute passes\n- then: { told: [] }';
    expect(failuresOf(steps)).toEqual([]);
  });

  it('ends at a step that is refused, with the reason', () => {
    const steps = '- somebody else moves it to qualify\n- then: { stage: closed.won }';
    expect(failuresOf(steps)).toEqual([
      '0: "move" is refused at "qualify": it does not lead anywhere from this stage.',
    ]);
  });

  it('fails where a refusal does not come, or for another reason', () => {
    expect(failuresOf('- refused: anna waits for 3 days')).toEqual(['0: It was to be refused, but it was accepted.']);
    expect(failuresOf('- refused: somebody else waits for 3 days\n  because: InPast')).toEqual([
      expect.stringMatching(/^0: It was refused, but as NotYours and not as InPast: /),
    ]);
  });

  it('fails at its beginning where the start is refused', () => {
    const { examples } = read('- { name: It, given: { fields: { discount: 3 } } }');
    const [example] = examples;
    if (!example) throw new Error('There is no example.');
    const broken = { ...example, given: { ...example.given, fields: { discount: 'much' } } };
    expect(testExample(sale, broken, calendar)).toMatchObject({ passed: false, failures: [{ step: null }], run: null });
  });

  it('lets people do everything that a process knows', () => {
    const steps = `
- anna waits until 2026-03-18 12:00
- then: { waiting: true }
- the next deadline passes
- then: { waiting: false, told: { the owner: [wait over] } }
- anna waits for 2 working days
- anna stops waiting
- { when: anna adds a task for olga, until: 1 working day }
- then: { open: [first-call, by-hand], told: { olga: [task assigned] } }
- olga completes by-hand with done
- anna delegates first-call to olga
- the manager hands it to olga
- then: { owner: olga, told: { olga: [task assigned, reassigned] } }
- refused: anna cancels first-call
  because: NotYours
- olga adds a task for anna
- olga cancels by-hand
- then: { open: [first-call] }
- { when: the owner closes it as lost, fields: { reason: price } }
- the owner reopens it
- { when: the owner completes first-call with call later, until: 3 days }
- then: { waiting: true, stage: qualify }`;
    expect(failuresOf(steps.trim(), '{ owner: anna, people: { olga: [rep] } }')).toEqual([]);
  });
});

describe('what an example may expect of the second release of the language', () => {
  const reading = readDefinition(
    readFileSync(join(__dirname, '../../support/every-construct.yaml'), 'utf8'),
    {},
    { proven: true },
  );
  const everything = (steps: string) => {
    if (!reading.definition) throw new Error(JSON.stringify(reading.findings));
    const given = '{ people: { eng: { roles: [engineer], skills: [crm] } }, fields: { segment: large } }';
    const { examples, problems } = read(
      `- name: It\n  given: ${given}\n  steps:\n${steps.trim().replace(/^/gm, '    ')}`,
      reading.definition,
    );
    expect(problems).toEqual([]);
    const { definition } = reading;
    return examples.flatMap((one) =>
      testExample(definition, one, calendar).failures.map(({ step, says }) => `${step}: ${says.en}`),
    );
  };
  const demo = '- { when: the owner completes first-call with interested, fields: { amount: 2000000.00 RUB } }';

  it('is branches, events, ladders, mails, webhooks, skipping, and taking back', () => {
    const steps = `
${demo}
- then: { stage: demo, light: green, tactics: 0, told: { eng: [task assigned], role engineer: [task assigned] } }
- the owner takes it back
- then: { stage: qualify }
${demo}
- 7 working days pass
- then: { stage: demo, mails: [overdue-deal], webhooks: [erp], overdue: [show], escalated: [show] }
- the manager completes show with shown
- then: { stage: prepare, branches: { legal: draft, technical: survey } }
- the manager skips survey
- then: { branches: { technical: end } }
- client gone happens
- then: { stage: closed.lost, fields: { reason: competitor }, starts: [win-back] }`;
    expect(everything(steps)).toEqual([]);
  });

  it.each([
    ['branches', '{ branches: { legal: draft } }', 'branches: { legal: draft } was expected, but it is { legal: - }'],
    ['a light', '{ light: red }', 'light: red was expected, but it is green'],
    ['tactics', '{ tactics: 1 }', 'tactics: 1 was expected, but it is 0'],
    ['a webhook', '{ webhooks: [erp] }', 'webhooks: [erp] was expected, but it is []'],
    ['another process', '{ starts: [win-back] }', 'starts: [win-back] was expected, but it is []'],
  ])('is wrong for %s that is otherwise', (_, expects, says) => {
    expect(everything(`${demo}\n- then: ${expects}`)).toEqual([`1: ${says}`]);
  });
});

describe('the faults of examples', () => {
  const faults = (text: string) =>
    read(text).problems.map(({ code, path, message }: Problem) => `${code} ${path.join('.')}: ${message}`);

  it('are all found at once, each at its place', () => {
    const text = `
- name: One
  given: { owner: anna, at: yesterday, fields: { amuont: 1, discount: 120 } }
  steps:
    - anna completes first-cal with need confirmed
    - anna completes first-call with need confirmd
    - bob moves it to proposal
    - anna moves it to proposals
    - anna closes it as losst
    - anna dances
    - refused: anna amends discount to much
    - { when: anna stops waiting, fields: { discount: 3 }, until: 3 days }
    - { then: { stage: propsal, open: [call], told: [carl], overdue: [stages] } }
    - { whenn: anna waits }
    - { refused: anna stops waiting, because: Never }
- steps: [payment inn happens, anna waits for payday]`;
    expect(faults(text)).toEqual([
      "Unreadable examples.0.given.at: 'yesterday' is no time: write 2026-03-16 10:00.",
      "UnknownField examples.0.given.fields.amuont: There is no field 'amuont': did you mean 'amount'?",
      'WrongValue examples.0.given.fields.discount: This must be a number from 0 to 100.',
      "UnknownTask examples.0.steps.0: There is no task 'first-cal': did you mean 'first-call'?",
      "UnknownOutcome examples.0.steps.1: There is no outcome of first-call called 'need confirmd': did you mean 'need confirmed'?",
      "UnknownPerson examples.0.steps.2: There is no person 'bob'.",
      "UnknownStage examples.0.steps.3: There is no stage 'proposals': did you mean 'proposal'?",
      "UnknownClosing examples.0.steps.4: There is no way to close called 'losst': did you mean 'lost'?",
      expect.stringMatching(
        /^Unreadable examples\.0\.steps\.5: 'anna dances' cannot be read: write 'the owner completes/,
      ),
      'WrongValue examples.0.steps.6.refused: This must be a number from 0 to 100.',
      'UnknownKey examples.0.steps.7.fields: What is asked here takes no fields.',
      "UnknownKey examples.0.steps.7.until: Only answers that wait and tasks that are added take 'until'.",
      "UnknownStage examples.0.steps.8.then.stage: There is no stage 'propsal': did you mean 'proposal'?",
      "UnknownTask examples.0.steps.8.then.open.0: There is no task 'call'.",
      "UnknownTask examples.0.steps.8.then.overdue.0: There is no task 'stages'.",
      "UnknownPerson examples.0.steps.8.then.told.0: There is no person 'carl'.",
      "Unreadable examples.0.steps.9: This is no step: write a sentence, or one of 'when', 'refused' and 'then'.",
      expect.stringMatching(/^WrongValue examples\.0\.steps\.10\.because: This must be one of: NotAtThisStage, /),
      "Missing examples.1.name: 'name' is missing.",
      "UnknownEvent examples.1.steps.0: There is no event 'payment inn': did you mean 'payment in'?",
      "UnknownEvent examples.1.steps.1: There is no event 'payday'.",
    ]);
  });

  it('are not found where there are none, and no example is read twice', () => {
    expect(readExamples(undefined, sale)).toEqual({ examples: [], problems: [] });
    expect(faults('just text')).toEqual(['WrongValue examples: This must be a list, as in [a, b].']);
  });
});
