import type { Definition } from '../../../src/process';
import { checkPlan } from '../../../src/process/migration/check-plan';
import { proposePlan } from '../../../src/process/migration/propose';
import { definitionOf, SECOND_SALE, SECOND_SALE_PLAN } from '../../support/second-version';
import { SHIPPED, shipped } from '../../support/walk';

const first = shipped('standard-sale');
const second = definitionOf(SECOND_SALE);

/** The second sale without one of its stages, as if that had been taken out of the text. */
const without = (definition: Definition, stage: string): Definition => ({
  ...definition,
  stages: Object.fromEntries(Object.entries(definition.stages).filter(([key]) => key !== stage)),
});

describe('a proposed plan', () => {
  it.each(SHIPPED)('changes nothing between two equal versions of %s', (name) => {
    expect(proposePlan(shipped(name), shipped(name))).toMatchObject({
      plan: { stages: {}, tasks: {}, fields: {} },
      guessed: [],
      open: [],
    });
  });

  it('matches what has another key by its name', () => {
    expect(proposePlan(first, second)).toEqual({
      plan: SECOND_SALE_PLAN,
      guessed: [{ stage: 'qualify', to: 'qualification', alike: expect.any(Number) }],
      open: [],
    });
  });

  it('matches a stage with nothing of its name left by the tasks that it shares', () => {
    const { qualify, ...rest } = first.stages;
    const renamed = { ...first, stages: { 'step-one': { ...qualify, name: { en: 'Zzz', ru: 'Ыыы' } }, ...rest } };
    expect(proposePlan(first, renamed as Definition).plan.stages).toEqual({ qualify: 'step-one' });
  });

  it('leaves open what has nothing alike, and withdraws tasks that have gone', () => {
    const { open } = proposePlan(first, without(first, 'waiting-decision'));
    expect(open).toEqual(['waiting-decision']);
    const { proposal } = first.stages;
    const { 'approve-discount': _, ...tasks } = proposal?.tasks ?? {};
    const poorer = { ...first, stages: { ...first.stages, proposal: { ...proposal, tasks } } } as Definition;
    expect(proposePlan(first, poorer).plan.tasks).toEqual({ proposal: { 'approve-discount': null } });
  });
});

describe('a plan that is checked', () => {
  const check = (plan: Partial<typeof SECOND_SALE_PLAN>, occupied: Record<string, number> = { qualify: 3 }) =>
    checkPlan({ ...SECOND_SALE_PLAN, ...plan }, first, second, occupied).map(({ code, params }) => [code, params]);

  it('has no problem when everything fits', () => {
    expect(check({})).toEqual([]);
  });

  it('does not start while a stage with deals has no target', () => {
    expect(check({ stages: {} })).toEqual([['StageWithoutTarget', { stage: 'qualify', deals: 3 }]]);
    expect(check({ stages: {} }, { qualify: 0, proposal: 9 })).toEqual([]);
  });

  it('names everything that is wrong at once', () => {
    const plan = {
      stages: { qualify: 'nowhere', proposl: 'proposal', proposal: 'closed.won' },
      tasks: { qualify: { 'first-cal': null }, proposal: { 'approve-discount': 'no-such' }, other: {} },
      fields: { sgment: 'x', decisionDate: 'soon' },
    };
    expect(check(plan).map(([code]) => code)).toEqual([
      'UnknownTarget',
      'UnknownStage',
      'UnknownTarget',
      'UnknownTask',
      'UnknownTargetTask',
      'UnknownStage',
      'UnknownField',
      'FieldInvalid',
    ]);
  });

  it('does not let two tasks become one', () => {
    const tasks = { proposal: { 'approve-discount': 'send-proposal' } };
    expect(check({ tasks })).toEqual([
      ['TargetTakenTwice', { stage: 'proposal', task: 'approve-discount', becomes: 'send-proposal' }],
    ]);
    expect(check({ tasks: { proposal: { 'approve-discount': 'send-proposal', 'send-proposal': null } } })).toEqual([]);
  });

  it('does not turn a lead into a sale', () => {
    expect(checkPlan(SECOND_SALE_PLAN, shipped('standard-lead'), second, {}).map(({ code }) => code)).toEqual([
      'OtherKind',
    ]);
  });
});
