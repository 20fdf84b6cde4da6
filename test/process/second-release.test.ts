import { type Act, type Actor, allowed, type Definition, deadlinesOf, type Fields, SYSTEM } from '../../src/process';
import { lightsOf } from '../../src/process/lights';
import { begin, pass, type Run, standing, take } from '../../src/process/trial/run';
import { everyConstruct, MANAGER, OWNER, STRANGER, shipped, WORLD } from '../support/walk';

const START = Date.UTC(2026, 9, 5, 6); // a Monday, 09:00 at the office
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const money = (minor: number) => ({ minor, currency: 'RUB' });

const start = (definition: Definition, fields: Fields = {}): Run =>
  begin(definition, WORLD, { at: START, owner: 'owner', fields });

const ask = (run: Run, act: Act, actor: Actor = OWNER) => take(run, act, actor).refused?.code ?? 'accepted';

/** Answers the open task of this name. */
const answer = (run: Run, task: string, outcome: string, fields?: Fields, actor: Actor = MANAGER) => {
  const open = standing(run).tasks.find((one) => one.task === task && one.status === 'open');
  return ask(run, { type: 'complete', task: open?.key ?? task, outcome, ...(fields && { fields }) }, actor);
};

const state = (run: Run) => standing(run).state;
const steps = (run: Run) =>
  Object.fromEntries(Object.entries(standing(run).branches ?? {}).map(([key, { at }]) => [key, at]));
const open = (run: Run) =>
  standing(run)
    .tasks.filter((task) => task.status === 'open')
    .map((task) => task.task);
const toldOf = (run: Run) => run.wishes.flat().map((wish) => (wish.wish === 'notify' ? wish.about : wish.wish));

describe('branches', () => {
  const preparing = (fields: Fields = {}) => {
    const run = start(shipped('long-b2b'), { amount: money(60_000_000), ...fields });
    answer(run, 'map-people', 'done');
    answer(run, 'talk', 'interested');
    answer(run, 'prepare-demo', 'ready');
    answer(run, 'show-demo', 'convinced');
    return run;
  };

  it('begin side by side, those whose condition does not hold being done at once', () => {
    expect(steps(preparing())).toEqual({ legal: 'draft-contract', technical: 'design-solution', security: null });
    expect(steps(preparing({ tender: true }))).toMatchObject({ security: 'check-security' });
  });

  it('go on independently, and join when those that are waited for have ended', () => {
    const run = preparing({ tender: true });
    expect(answer(run, 'design', 'designed')).toBe('accepted');
    expect([state(run), steps(run)]).toEqual([
      'prepare',
      { legal: 'draft-contract', technical: null, security: 'check-security' },
    ]);
    answer(run, 'draft', 'drafted');
    expect(open(run)).toEqual(['answer-questions', 'agree']);
    expect(answer(run, 'agree', 'agreed')).toBe('accepted');
    expect([state(run), steps(run), open(run)]).toEqual(['negotiation', {}, ['send-offer']]);
    expect(run.tasks.get('answer-questions#1')?.status).toBe('cancelled');
  });

  it('refuse the answer that ends the last of them while the next stage asks for more', () => {
    const definition = everyConstruct();
    const { negotiation } = definition.stages;
    const strict = {
      ...definition,
      stages: {
        ...definition.stages,
        negotiation: { ...negotiation, enter: { fields: ['decisionDate'], condition: null } },
      },
    } as Definition;
    const run = start(strict, { amount: money(200_000_000), score: 4 });
    answer(run, 'first-call', 'interested');
    answer(run, 'show', 'shown');
    answer(run, 'write', 'written');
    expect(answer(run, 'sign', 'agreed')).toBe('FieldMissing');
    expect(state(run)).toBe('prepare');
    expect(answer(run, 'sign', 'agreed', { decisionDate: '2026-12-01' })).toBe('accepted');
    expect(state(run)).toBe('negotiation');
  });

  it('end together when one of them closes the sale', () => {
    const run = preparing();
    answer(run, 'draft', 'drafted');
    expect(answer(run, 'agree', 'no way')).toBe('accepted');
    expect([state(run), open(run), standing(run).branches]).toEqual(['closed.lost', [], undefined]);
  });

  it('have clocks of their own', () => {
    const run = preparing();
    answer(run, 'draft', 'drafted');
    pass(run, 30 * DAY);
    expect(standing(run).branches?.legal?.clock?.light).toBe('escalated');
    expect(open(run)).toContain('ask-head'); // the ladder of the task has called for it
  });
});

describe('a stage that is passed over', () => {
  it('is entered only where its condition holds', () => {
    const small = start(shipped('long-b2b'), { amount: money(100) });
    answer(small, 'map-people', 'done');
    answer(small, 'talk', 'interested');
    expect([state(small), standing(small).visits]).toEqual(['prepare', expect.not.objectContaining({ demo: 1 })]);
    const large = start(shipped('long-b2b'), { amount: money(60_000_000) });
    answer(large, 'map-people', 'done');
    answer(large, 'talk', 'interested');
    expect(state(large)).toBe('demo');
  });

  it('is skipped by those who may, with what that asks for', () => {
    const run = start(shipped('four-stages'));
    answer(run, 'contact', 'interested');
    expect(ask(run, { type: 'skip', stage: 'need' }, STRANGER)).toBe('NotYours');
    expect(ask(run, { type: 'skip', stage: 'need' })).toBe('FieldMissing');
    expect(ask(run, { type: 'skip', stage: 'need', fields: { need: 'A fence' } })).toBe('accepted');
    expect(state(run)).toBe('proposal');
    expect(ask(run, { type: 'skip', stage: 'proposal' })).toBe('NotAtThisStage');
  });
});

describe('an outcome with several ways', () => {
  const offering = (discount: number) => {
    const run = start(shipped('win-back'));
    pass(run, 31 * DAY);
    expect(state(run)).toBe('find-reason');
    answer(run, 'ask-why', 'told', { leftBecause: discount > 0 ? 'relations' : 'price' });
    return run;
  };

  it('leads where the first condition that holds says, and else where the last says', () => {
    expect(state(offering(1))).toBe('new-face');
    expect(state(offering(0))).toBe('offer');
  });
});

describe('events from outside', () => {
  it('move by what they bring, and are refused where nothing reacts to them', () => {
    const run = start(shipped('calls-meeting-contract'));
    const logged = (fields: Fields): Act => ({ type: 'event', event: 'interaction logged', fields });
    expect(ask(run, logged({ callResult: 'not-now' }))).toBe('accepted');
    expect(state(run)).toBe('first-calls');
    expect(ask(run, logged({ amount: money(1) }))).toBe('UnknownField');
    expect(ask(run, logged({ callResult: 'interested' }))).toBe('FieldMissing'); // no meeting without a date
    expect(ask(run, logged({ callResult: 'interested', meetingDate: '2026-10-20' }))).toBe('accepted');
    expect(state(run)).toBe('meeting');
    expect(ask(run, { type: 'event', event: 'payment in' }, SYSTEM)).toBe('NothingToDo');
  });

  it('end a wait for them; without them it ends after the time that is given', () => {
    const waiting = () => {
      const run = start(shipped('long-b2b'));
      answer(run, 'map-people', 'done');
      answer(run, 'talk', 'answers later');
      return run;
    };
    const answered = waiting();
    expect(standing(answered).wait).toMatchObject({ event: 'e-mail answered', until: Date.UTC(2026, 9, 16, 15) });
    expect(ask(answered, { type: 'event', event: 'e-mail answered' }, SYSTEM)).toBe('accepted');
    expect([standing(answered).wait, standing(answered).clock?.paused]).toEqual([null, false]);
    const silent = waiting();
    pass(silent, 20 * DAY);
    expect([standing(silent).wait, toldOf(silent)]).toEqual([null, expect.arrayContaining(['wait over'])]);
  });

  it('are taken at any stage where the process itself reacts to them', () => {
    const run = start(everyConstruct());
    expect(ask(run, { type: 'event', event: 'client gone' }, SYSTEM)).toBe('accepted');
    expect([state(run), standing(run).fields.reason]).toEqual(['closed.lost', 'competitor']);
  });
});

describe('a ladder', () => {
  it('is climbed step by step while nothing happens, each once', () => {
    const run = start(everyConstruct(), { amount: money(20_000_000) });
    answer(run, 'first-call', 'interested');
    pass(run, 60 * DAY);
    expect(run.wishes.flat().filter(({ wish }) => wish === 'mail' || wish === 'webhook')).toEqual([
      { wish: 'mail', template: 'overdue-deal', to: "owner's manager", subject: 'show#1' },
      { wish: 'webhook', hook: 'erp', subject: 'show#1' },
    ]);
    expect(run.tasks.get('tell-head#1')).toBeDefined();
    expect(run.tasks.get('show#1')?.assignee).toBe('manager');
    expect(state(run)).toBe('closed.lost');
  });

  it('gives the whole deal to the manager, with what the owner held', () => {
    const run = start(everyConstruct());
    pass(run, 200 * DAY);
    expect(standing(run).owner).toBe('manager');
    expect(standing(run).tasks.every((task) => task.assignee === 'manager')).toBe(true);
  });
});

describe('a task', () => {
  it('that is repeated opens again so long after it was done, until its condition holds', () => {
    const run = start(shipped('calls-meeting-contract'));
    answer(run, 'call', 'not reached');
    expect(open(run)).toEqual([]);
    pass(run, 2 * DAY);
    expect(open(run)).toEqual(['call']);
    answer(run, 'call', 'not reached', { callResult: 'interested' });
    pass(run, 9 * DAY);
    expect(open(run)).toEqual([]);
  });

  it('that is repeated is armed no more once its condition holds', () => {
    const run = start(shipped('calls-meeting-contract'));
    answer(run, 'call', 'not reached');
    const armed = () => deadlinesOf(standing(run)).some(({ kind }) => kind === 'repeat');
    expect(armed()).toBe(true);
    ask(run, { type: 'amend', fields: { callResult: 'interested' } });
    expect(armed()).toBe(false);
  });

  it('that is asked each time opens anew when its condition holds again', () => {
    const run = start({ ...shipped('long-b2b'), stages: firstIs('negotiation') }, { amount: money(1), discount: 20 });
    answer(run, 'approve-discount', 'approved', { approvedUpTo: 20 });
    expect(open(run)).toEqual(['send-offer']);
    ask(run, { type: 'amend', fields: { discount: 30 } });
    expect(open(run)).toContain('approve-discount');
    expect(ask(run, { type: 'amend', fields: { approvedUpTo: 90 } })).toBe('NotYours');
  });

  it('that alone leads on cannot be cancelled', () => {
    const run = start(shipped('win-back'));
    pass(run, 31 * DAY);
    expect(ask(run, { type: 'cancel task', task: 'ask-why#1' })).toBe('OnlyWay');
  });
});

/** The stages of the long sale from one of them on, so that a tale may begin there. */
function firstIs(first: string): Definition['stages'] {
  const entries = Object.entries(shipped('long-b2b').stages);
  const i = entries.findIndex(([key]) => key === first);
  return Object.fromEntries([...entries.slice(i), ...entries.slice(0, i)]);
}

describe('undo', () => {
  const moved = () => {
    const run = start(shipped('four-stages'));
    answer(run, 'contact', 'interested', undefined, OWNER);
    return run;
  };

  it('puts everything back, the clock of the stage that was left included', () => {
    const run = moved();
    const before = run.snapshots[0];
    expect(ask(run, { type: 'undo' })).toBe('accepted');
    const { seq, opened, ...rest } = standing(run);
    const { seq: _, opened: __, ...was } = before ?? {};
    expect(rest).toEqual(was);
    expect([seq, opened]).toEqual([3, { contact: 1, 'find-out': 1 }]);
    expect(run.tasks.get('find-out#1')?.status).toBe('cancelled');
    expect(run.tasks.get('contact#1')?.status).toBe('open');
    expect(ask(run, { type: 'undo' })).toBe('NothingToDo');
  });

  it('is for whoever did it, for as long as the definition says, and while nothing else has happened', () => {
    expect(ask(moved(), { type: 'undo' }, STRANGER)).toBe('NotYours');
    expect(ask(moved(), { type: 'undo' }, MANAGER)).toBe('accepted');
    const late = moved();
    pass(late, HOUR + 1);
    expect(ask(late, { type: 'undo' })).toBe('TooLate');
    const went = moved();
    ask(went, { type: 'amend', fields: { need: 'A fence' } });
    ask(went, { type: 'reassign', owner: 'colleague' });
    expect(ask(went, { type: 'undo' })).toBe('NothingToDo');
  });

  it('opens a sale again that was closed by mistake, but not one from which another has begun', () => {
    const closed = (reason: string) => {
      const run = moved();
      ask(run, { type: 'close', outcome: 'lost', fields: { reason } });
      return run;
    };
    const run = closed('price');
    expect(ask(run, { type: 'undo' })).toBe('accepted');
    expect([state(run), open(run)]).toEqual(['need', ['find-out']]);
    const competitor = closed('competitor');
    expect(competitor.wishes.at(-1)).toContainEqual({
      wish: 'start',
      process: 'win-back',
      fields: { amount: { from: 'amount', value: null } },
    });
    expect(ask(competitor, { type: 'undo' })).toBe('NothingToDo');
  });
});

it('what the first release let pass passes where its definitions run', () => {
  const { language, ...first } = shipped('win-back');
  const run = start(first);
  pass(run, 31 * DAY);
  expect(ask(run, { type: 'cancel task', task: 'ask-why#1' })).toBe('accepted');
});

describe('rights of a definition', () => {
  it('hold for acts that are otherwise free', () => {
    const run = start(shipped('long-b2b'));
    expect(ask(run, { type: 'reassign', owner: 'colleague' })).toBe('NotYours');
    expect(ask(run, { type: 'reassign', owner: 'colleague' }, MANAGER)).toBe('accepted');
  });

  it('let only those answer so who may', () => {
    const run = start(everyConstruct());
    ask(run, { type: 'delegate', task: 'first-call#1', to: 'stranger' });
    const lost = { type: 'complete', task: 'first-call#1', outcome: 'lost', fields: { reason: 'price' } } as const;
    expect(ask(run, lost, STRANGER)).toBe('NotYours');
    expect(ask(run, lost, OWNER)).toBe('accepted');
  });
});

describe('plans and lights', () => {
  it('says when each stage is planned to be over', () => {
    const { plan, plannedFor } = standing(start(shipped('four-stages')));
    expect(Object.keys(plan ?? {})).toEqual(['first-contact', 'need', 'proposal', 'waiting']);
    expect(plan?.waiting).toBe(plannedFor);
  });

  it('flags a process whose limit is watched, which moves no stage', () => {
    const run = start(shipped('four-stages'));
    pass(run, 90 * DAY);
    expect(standing(run).processClock?.light).toBe('escalated');
    const sale = everyConstruct();
    const atOnce = {
      ...sale,
      limit: {
        due: { by: 'span', span: { amount: 1, unit: 'hour', working: false } },
        dueSoonPct: 100,
        escalateAfter: null,
      },
    };
    const { proposal } = sale.stages;
    const stages = { proposal, ...sale.stages } as Definition['stages'];
    const moving = start({ ...atOnce, stages } as Definition, { decisionDate: '2027-01-01' });
    pass(moving, 2 * HOUR);
    expect([standing(moving).processClock?.light, state(moving)]).toEqual(['overdue', 'proposal']);
  });

  it('shows colours and tactics by rule, as of the moment they are read', () => {
    const run = start(shipped('calls-meeting-contract'));
    expect(lightsOf(run.definition, standing(run), run.now)).toEqual({
      deal: { light: 'green', say: null },
      tasks: {},
      tactics: [],
    });
    const later = lightsOf(run.definition, standing(run), run.now + 30 * DAY);
    expect(later.deal?.light).toBe('red');
    expect(later.tactics.map(({ say }) => say?.en)).toEqual(['Call another person of the same organisation']);
  });
});

it('offers skips, events and undo beside what it offered before', () => {
  const run = start(shipped('four-stages'));
  answer(run, 'contact', 'interested', undefined, OWNER);
  const offers = allowed(run.definition, standing(run), OWNER, run.now).map(({ act, can }) => [act.type, can]);
  expect(offers).toEqual(
    expect.arrayContaining([
      ['skip', 'with input'],
      ['undo', 'now'],
    ]),
  );
});
