import {
  type Act,
  type Actor,
  allowed,
  type Definition,
  deadlinesOf,
  type Fields,
  type InstancePlan,
  SYSTEM,
} from '../../src/process';
import { begin, pass, type Run, standing, take } from '../../src/process/trial/run';
import { definitionOf } from '../support/second-version';
import { MANAGER, WORLD } from '../support/walk';

/** Where one part of the language meets another. */

const START = Date.UTC(2026, 9, 5, 6); // a Monday, 09:00 at the office
const DAY = 86_400_000;

const named = (key: string, rest: object) => ({ name: { en: key, ru: key }, ...rest });

/** A task with outcomes of these names. */
const asks = (task: string, outcomes: object, rest: object = {}) => ({
  tasks: { [task]: named(task, { ...rest, outcomes: mapValues(outcomes, (one, key) => named(key, one as object)) }) },
});

const mapValues = (map: object, change: (value: unknown, key: string) => unknown) =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));

/** A definition with these stages; JSON is YAML. */
const process = (stages: Record<string, object>, rest: object = {}): Definition =>
  definitionOf(
    JSON.stringify({
      process: 'meeting',
      kind: 'sale',
      name: { en: 'Meeting', ru: 'Встреча' },
      calendar: 'office',
      undo: '1 hour',
      events: ['client gone'],
      fields: {
        amount: named('Amount', { type: 'number' }),
        large: named('Large', { type: 'boolean', default: false }),
        why: named('Why', { type: 'text' }),
      },
      stages: mapValues(stages, (stage, key) => named(key, stage as object)),
      closed: { won: named('Won', {}), lost: named('Lost', { who: 'owner' }) },
      ...rest,
    }),
  );

const branch = (stages: Record<string, object>, rest: object = {}) =>
  named('Branch', { ...rest, stages: mapValues(stages, (stage, key) => named(key, stage as object)) });

const LAST = asks('sell', { sold: { to: 'closed.won' } });

const start = (definition: Definition, fields: Fields = {}): Run =>
  begin(definition, WORLD, { at: START, owner: 'owner', fields });

const ask = (run: Run, act: Act, actor: Actor = MANAGER) => take(run, act, actor).refused?.code ?? 'accepted';

const answer = (run: Run, task: string, outcome: string, rest: { fields?: Fields; until?: number } = {}) => {
  const open = standing(run).tasks.find((one) => one.task === task && one.status === 'open');
  return ask(run, { type: 'complete', task: open?.key ?? task, outcome, ...rest });
};

const steps = (run: Run) => mapValues(standing(run).branches ?? {}, (one) => (one as { at: string | null }).at);

const migrated = (run: Run, definition: Definition, plan: Partial<InstancePlan>) => {
  const moved = { ...run, definition };
  const whole = { stages: {}, tasks: {}, timers: 'keep', fields: {}, ...plan } as const;
  expect(ask(moved, { type: 'migrate', fromVersionId: '1', versionId: '2', plan: whole }, SYSTEM)).toBe('accepted');
  return moved;
};

describe('what a stage requires to come in', () => {
  it('is required of whoever comes past stages that are passed over', () => {
    const run = start(
      process({
        first: asks('talk', { on: { to: 'demo' } }),
        demo: { when: 'large', ...asks('show', { shown: { to: 'offer' } }) },
        offer: { require: ['amount'], ...LAST },
      }),
    );
    expect(answer(run, 'talk', 'on')).toBe('FieldMissing');
    expect(answer(run, 'talk', 'on', { fields: { amount: 1 } })).toBe('accepted');
    expect(standing(run).state).toBe('offer');
  });

  it('is required where no branch begins, so that nobody is left with nothing to answer', () => {
    const survey = branch({ survey: asks('visit', { visited: { to: 'end' } }) }, { when: 'large' });
    const definition = process({
      first: asks('talk', { on: { to: 'prepare' } }),
      prepare: { next: 'offer', branches: { survey } },
      offer: { require: ['amount'], ...LAST },
    });
    const run = start(definition);
    expect(answer(run, 'talk', 'on')).toBe('FieldMissing');
    expect(answer(run, 'talk', 'on', { fields: { amount: 1 } })).toBe('accepted');
    expect(standing(run).state).toBe('offer');
    const { first: _, ...stages } = definition.stages;
    expect(standing(start({ ...definition, stages })).state).toBe('offer');
  });
});

describe('an event to which several branches react', () => {
  const definition = process(
    {
      prepare: {
        next: 'offer',
        branches: {
          legal: branch({
            draft: {
              on: { 'client gone': { to: 'sign', set: { large: true } } },
              ...asks('write', { on: { to: 'sign' } }),
            },
            sign: { require: ['amount'], ...asks('agree', { agreed: { to: 'end' } }) },
          }),
          technical: branch({
            survey: {
              on: { 'client gone': { to: 'report', take: ['amount'] } },
              ...asks('visit', { on: { to: 'report' } }),
            },
            report: asks('tell', { told: { to: 'end' } }),
          }),
        },
      },
      offer: LAST,
    },
    { on: { 'client gone': { to: 'closed.lost', set: { why: 'gone' }, 'ends branches': true } } },
  );
  const gone = (fields?: Fields): Act => ({ type: 'event', event: 'client gone', ...(fields && { fields }) });

  it('is taken by all of them or by none, and never by the process in their stead', () => {
    const run = start(definition);
    expect(ask(run, gone(), SYSTEM)).toBe('FieldMissing');
    expect([steps(run), standing(run).fields.large]).toEqual([{ legal: 'draft', technical: 'survey' }, false]);
    expect(ask(run, gone({ amount: 1 }), SYSTEM)).toBe('accepted');
    expect([steps(run), standing(run).fields.large]).toEqual([{ legal: 'sign', technical: 'report' }, true]);
    const one = start(definition);
    answer(one, 'visit', 'on');
    expect([ask(one, gone(), SYSTEM), standing(one).state]).toEqual(['FieldMissing', 'prepare']);
  });

  it('is offered once, with all that it may bring', () => {
    const offers = allowed(definition, standing(start(definition)), SYSTEM, START);
    expect(offers.filter(({ act }) => act.type === 'event')).toEqual([
      expect.objectContaining({ can: 'with input', asks: ['amount'] }),
    ]);
  });
});

describe('clocks and waits', () => {
  it('an answer that waits and leads on leaves what was used up with the step that it leaves', () => {
    const legal = branch({
      draft: { limit: '5 days', ...asks('write', { written: { to: 'sign', wait: 'ask for a date' } }) },
      sign: { limit: '5 days', ...asks('agree', { agreed: { to: 'end' } }) },
    });
    const run = start(process({ prepare: { next: 'offer', branches: { legal } }, offer: LAST }));
    pass(run, 2 * DAY);
    expect(answer(run, 'write', 'written', { until: run.now + DAY })).toBe('accepted');
    expect(standing(run).branches?.legal?.clock).toMatchObject({ paused: true, spentMs: 0 });
  });

  it('a clock that began while a wait was on does not run from before its beginning, when the end is noticed late', () => {
    const talk = asks('talk', { 'not yet': { again: true }, on: { to: 'offer' } }, { limit: '2 days' });
    const run = start(process({ first: talk, offer: LAST }));
    ask(run, { type: 'wait', until: START + DAY, reason: 'budget' });
    run.now = START + 6 * DAY; // the engine was away
    answer(run, 'talk', 'not yet');
    pass(run, 0);
    const task = standing(run).tasks.find(({ status }) => status === 'open');
    expect(task?.clock).toMatchObject({ from: START + 6 * DAY, light: 'on time' });
  });

  it('a repeated task opens no more once its condition has come to hold', () => {
    const tell = asks('talk', { talked: {}, on: { to: 'offer' } }, { repeat: { every: '5 days', until: 'large' } });
    const run = start(process({ first: tell, offer: LAST }));
    answer(run, 'talk', 'talked');
    ask(run, { type: 'amend', fields: { large: true } });
    pass(run, 6 * DAY);
    expect([standing(run).repeats, standing(run).tasks.map(({ status }) => status)]).toEqual([{}, ['done']]);
  });
});

describe('a migration', () => {
  it('that keeps a ladder leading where the new version does not holds up no other deadline', () => {
    const version = (to: string) => {
      const limit = { due: '1 day', ladder: [{ at: '1 day later', move: to }] };
      return process({ first: { limit, ...asks('talk', { on: { to } }, { limit: '4 days' }) }, [to]: LAST });
    };
    const run = migrated(start(version('offer')), version('proposal'), { stages: { offer: 'proposal' } });
    pass(run, 20 * DAY);
    expect([standing(run).state, deadlinesOf(standing(run))]).toEqual(['first', []]);
    expect(run.wishes.flat()).toContainEqual(
      expect.objectContaining({ to: "owner's manager", about: 'escalated', subject: 'stage' }),
    );
  });

  it('that begins a branch passes its first steps over where they do not apply', () => {
    const legal = branch({ draft: asks('write', { written: { to: 'end' } }) });
    const survey = (when: object) =>
      branch({
        survey: { ...when, ...asks('visit', { on: { to: 'report' } }) },
        report: asks('tell', { on: { to: 'end' } }),
      });
    const version = (branches: object) => process({ prepare: { next: 'offer', branches }, offer: LAST });
    const run = start(version({ legal }));
    const technical = survey({ when: 'large' });
    expect(steps(migrated(run, version({ legal, technical }), {}))).toEqual({ legal: 'draft', technical: 'report' });
  });

  it('refuses to put a branch at a step of another stage, and forgets repeats of what is left', () => {
    const legal = (key: string) =>
      branch({ [key]: asks(`${key}-it`, { done: { to: 'end' }, 'not yet': {} }, { repeat: 'every 2 days' }) });
    const two = process({
      prepare: { next: 'hand-over', branches: { legal: legal('draft') } },
      'hand-over': { next: 'offer', branches: { legal: legal('sign') } },
      offer: LAST,
    });
    const run = start(two);
    answer(run, 'draft-it', 'not yet');
    const plan: InstancePlan = { stages: { draft: 'sign' }, tasks: {}, timers: 'keep', fields: {} };
    const there = { type: 'migrate', fromVersionId: '1', versionId: '2', plan } as const;
    expect(ask({ ...run, definition: two }, there, SYSTEM)).toBe('NotAtThisStage');
    const flat = process({ first: asks('talk', { on: { to: 'draft' } }), draft: legalStage(), offer: LAST });
    const out = migrated(run, flat, { stages: { prepare: 'first' } });
    expect(standing(out).repeats).toEqual({});
  });
});

/** What was a step, as a stage of its own. */
const legalStage = () => asks('draft-it', { done: { to: 'offer' }, 'not yet': {} }, { repeat: 'every 2 days' });
