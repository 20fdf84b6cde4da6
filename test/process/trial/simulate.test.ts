import { parse } from 'yaml';
import type { Definition } from '../../../src/process';
import { readScript } from '../../../src/process/trial/read-examples';
import { type SimulatedStep, simulate } from '../../../src/process/trial/simulate';
import { instantOf, readWallTime } from '../../../src/process/trial/wall-time';
import { office, shipped } from '../../support/walk';

const calendar = office();

function walk(definition: Definition, text: string) {
  const { script, problems } = readScript(parse(text), definition);
  if (!script) throw new Error(JSON.stringify(problems));
  const simulated = simulate(definition, script, calendar);
  if ('code' in simulated) throw new Error(simulated.detail);
  return simulated;
}

const wall = (text: string) => instantOf(calendar, readWallTime(text) ?? { date: '', second: 0 });
const last = ({ steps }: { steps: readonly SimulatedStep[] }) => steps.at(-1);

describe('a sample deal that is walked through', () => {
  const sale = shipped('standard-sale');

  it('shows at its start what is asked of whom, and what will happen by itself', () => {
    expect(last(walk(sale, 'steps: []'))).toMatchObject({
      text: 'given',
      at: wall('2026-03-16 10:00'),
      state: 'qualify',
      tasks: [{ task: 'first-call', of: 'owner', dueAt: wall('2026-03-17 10:00'), isNew: true }],
      told: [],
      next: [
        { subject: 'first-call#1', kind: 'due soon' },
        { subject: 'first-call#1', kind: 'overdue', at: wall('2026-03-17 10:00') },
        { subject: 'first-call#1', kind: 'escalate' },
        { subject: 'stage', kind: 'due soon' },
        { subject: 'stage', kind: 'overdue' },
        { subject: 'stage', kind: 'escalate' },
      ],
    });
  });

  it('shows at each step what has come of it', () => {
    const text = `
given: { owner: anna }
steps:
  - { when: anna completes first-call with need confirmed, fields: { amount: 10.00 RUB, discount: 20 } }
  - 1 working day passes`;
    const [, answered, later] = walk(sale, text).steps;
    expect(answered).toMatchObject({
      state: 'proposal',
      tasks: [{ task: 'approve-discount', of: 'manager', isNew: true }],
      told: [{ who: 'manager', about: 'task assigned', subject: 'approve-discount#1' }],
      fired: [],
    });
    expect(later).toMatchObject({
      at: wall('2026-03-17 10:00'),
      fired: [
        { deadline: 'approve-discount#1:due soon' },
        { deadline: 'approve-discount#1:overdue', at: wall('2026-03-17 10:00') },
      ],
      told: [
        { who: 'manager', about: 'due soon' },
        { who: 'manager', about: 'overdue' },
      ],
      tasks: [{ isNew: false }],
    });
  });

  it('goes on after a step that is refused, and says why it was', () => {
    const text = 'steps: [somebody else stops waiting, the owner waits for 3 days, then: { waiting: false }]';
    const [, refused, waiting, looked] = walk(sale, text).steps;
    expect(refused).toMatchObject({ refused: { code: 'NotYours' }, waiting: false });
    expect(waiting).toMatchObject({ refused: null, waiting: true, next: [{ kind: 'wait over' }] });
    expect(looked?.unmet).toEqual([expect.objectContaining({ en: 'waiting: false was expected, but it is true' })]);
  });

  it('counts for a look what was told since the look before', () => {
    const told = 'told: { the owner: [due soon, overdue] }';
    const { steps } = walk(
      sale,
      `steps: [1 working day passes, then: { ${told} }, then: { told: [] }, then: { ${told} }]`,
    );
    expect(steps.map(({ unmet }) => unmet.length)).toEqual([0, 0, 0, 0, 1]);
  });

  it('shows mails, webhooks, and processes that begin because of it', () => {
    const b2b = shipped('long-b2b');
    const approval = `
given: { fields: { amount: 10.00 RUB, discount: 20 } }
steps:
  - the owner completes map-people with done
  - the owner completes talk with interested
  - { when: the owner closes it as lost, fields: { reason: competitor } }`;
    expect(last(walk(b2b, approval))).toMatchObject({ state: 'closed.lost', starts: [{ process: 'win-back' }] });
  });

  it('is stopped where it would go on for ever', () => {
    const again = { every: { amount: 1, unit: 'minute', working: false }, until: null };
    const definition = JSON.parse(JSON.stringify(sale)) as Definition;
    const task = definition.stages.qualify?.tasks['first-call'] as unknown as Record<string, unknown>;
    task.limit = { due: { by: 'span', span: again.every }, dueSoonPct: 100, escalateAfter: null };
    (definition.stages.qualify as unknown as Record<string, unknown>).limit = task.limit;
    (definition.stages.qualify as unknown as Record<string, unknown>).atLimit = 'qualify';
    const simulated = walk(definition, 'steps: [5 days pass]');
    expect(simulated.stopped?.en).toMatch(/^The run has made 5000 decisions/);
    expect(simulated.steps).toHaveLength(1);
  });
});
