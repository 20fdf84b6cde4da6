import type { Arbitrary } from 'fast-check';
import fc from 'fast-check';

type Kind = 'sale' | 'lead';

interface Made {
  kind: Kind;
  stages: { parts: string[]; tasks: string[]; branches: number }[];
  outcomes: string[][];
  whole: string[];
  moves: boolean;
}

/** Flow collections all the way: JSON is YAML. */
const named = (key: string, rest: object = {}) => ({ name: { en: key, ru: `${key} по-русски` }, ...rest });

const say = { en: 'Do it', ru: 'Сделайте' };

const WHOLE: Readonly<Record<string, object>> = {
  undo: { undo: '1 hour' },
  approval: { approval: 'second person' },
  calendar: { calendar: "owner's" },
  watched: { limit: { due: '900 working days', 'due soon': '80 %', ladder: [{ at: 0, notify: 'role sales-ops' }] } },
  planned: { limit: '900 working days' },
  who: { who: { reassign: ['manager'], wait: ['owner', 'manager'] } },
  on: {
    events: ['client gone'],
    on: { 'client gone': { to: 'closed.lost', set: { reason: 'price' }, 'ends branches': true } },
  },
  lights: {
    lights: [
      { when: 'clockLight == "overdue"', light: 'red', say },
      { when: 'waiting', light: 'yellow' },
    ],
  },
  tactics: { tactics: [{ when: 'daysInStage > 5', light: 'yellow', say }] },
};

/** What a stage may have beside its task, given where it leads. */
const STAGE: Readonly<Record<string, (next: string) => object>> = {
  guidance: () => ({ guidance: say }),
  probability: () => ({ probability: 20 }),
  client: () => ({ clock: 'client' }),
  limit: () => ({ limit: '3 working days' }),
  'long limit': () => ({ limit: { due: '3 days', 'due soon': '80 %', escalate: '4 working hours later' } }),
  'until a date': () => ({ limit: 'until decisionDate' }),
  'before a date': () => ({ limit: '1 working day before decisionDate' }),
  'at limit': () => ({ limit: '2 weeks', 'at limit': { to: 'closed.lost' } }),
  ladder: () => ({
    limit: {
      due: '5 days',
      ladder: [
        { at: 0, notify: "owner's manager" },
        { at: '1 day later', mail: 'overdue-deal', who: 'owner' },
        { at: '2 days later', webhook: 'erp' },
        { at: '3 days later', reassign: "owner's manager" },
        { at: '9 days later', move: 'closed.lost' },
      ],
    },
  }),
  planned: () => ({ planned: '30 working days' }),
  when: (next) => ({ when: 'pilot', next }),
  skip: (next) => ({ skip: { who: ['owner', 'manager'], ask: ['note'] }, next }),
  optional: (next) => ({ optional: true, next }),
  leave: () => ({ 'require to leave': { fields: ['note'], condition: 'discount <= 90' } }),
  event: (next) => ({ on: { 'payment in': { take: ['note'], to: next } } }),
  events: (next) => ({ on: { 'form filled': [{ when: 'pilot', to: next }, { take: ['score'] }] } }),
};

/** Tasks beside the one that leads on. */
const TASKS: Readonly<Record<string, object>> = {
  manager: { word: named('word', { assignee: "owner's manager", required: true, outcomes: { yes: named('yes') } }) },
  role: { contract: named('contract', { assignee: 'role lawyer', outcomes: { done: named('done') } }) },
  team: { help: named('help', { assignee: 'team north', limit: '1 working day', outcomes: { done: named('done') } }) },
  'least loaded': {
    show: named('show', {
      assignee: 'least loaded of role engineer with skill crm',
      outcomes: { done: named('done') },
    }),
  },
  'in turn': {
    visit: named('visit', { assignee: 'in turn of team north for line retail', outcomes: { done: named('done') } }),
  },
  when: {
    approve: named('approve', {
      when: 'discount > 15',
      outcomes: { yes: named('yes'), no: named('no', { ask: ['discount'], again: true }) },
    }),
  },
  'each time': {
    recheck: named('recheck', { when: 'discount > 25', asked: 'each time', outcomes: { yes: named('yes') } }),
  },
  repeat: { remind: named('remind', { repeat: 'every 3 days', outcomes: { reminded: named('reminded') } }) },
  'repeat until': {
    rate: named('rate', {
      repeat: { every: '2 days', until: 'score > 3' },
      outcomes: { rated: named('rated', { ask: ['score'] }) },
    }),
  },
  after: {
    prepare: named('prepare', { outcomes: { ready: named('ready') } }),
    check: named('check', { after: ['prepare'], outcomes: { fine: named('fine') } }),
  },
  'on call': {
    ask: named('ask', { outcomes: { stuck: named('stuck', { open: ['assist'], again: true }), well: named('well') } }),
    assist: named('assist', { 'on call': true, outcomes: { done: named('done') } }),
  },
  lights: {
    watch: named('watch', { lights: [{ when: 'daysOpen > 3', light: 'red' }], outcomes: { seen: named('seen') } }),
  },
  ladder: {
    chase: named('chase', {
      limit: { due: '2 days', ladder: [{ at: '1 day later', open: 'step-in' }] },
      outcomes: { done: named('done') },
    }),
    'step-in': named('step-in', { 'on call': true, outcomes: { done: named('done') } }),
  },
};

/** Outcomes of the task that leads on, beside "on" and "lost". */
const OUTCOMES: Readonly<Record<string, (next: string) => object>> = {
  set: (next) => ({ 'with a pilot': named('with a pilot', { to: next, set: { pilot: true } }) }),
  wait: () => ({ later: named('later', { wait: 'ask for a date' }) }),
  'wait for': () => ({ papers: named('papers', { wait: { for: 'e-mail answered', 'at most': '10 working days' } }) }),
  'wait long': () => ({ quote: named('quote', { wait: { for: 'quote accepted' } }) }),
  again: () => ({ 'no answer': named('no answer', { again: true }) }),
  when: (next) => ({ large: named('large', { to: next, when: 'size == "large"' }) }),
  routes: (next) => ({
    weighed: named('weighed', {
      ask: ['amount'],
      to: [{ when: 'amount > money("1000.00", "RUB")', to: next }, { to: 'closed.lost' }],
      set: { reason: 'price' },
    }),
  }),
  who: (next) => ({ decided: named('decided', { to: next, who: ['owner', 'manager'], undo: 'never' }) }),
  start: () => ({
    more: named('more', { again: true, start: [{ process: 'sound', when: 'pilot', fields: { note: 'note' } }] }),
  }),
};

function textOf({ kind, stages, outcomes, whole, moves }: Made): string {
  const won = kind === 'sale' ? 'closed.won' : 'closed.qualified';
  const keys = stages.map((_, i) => `stage-${i}`);
  const following = (i: number) => keys[i + 1] ?? won;
  return JSON.stringify({
    process: 'sound',
    kind,
    ...named('sound'),
    calendar: 'office',
    catalogues: { reasons: { price: { en: 'Price', ru: 'Цена' }, competitor: { en: 'Competitor', ru: 'Конкурент' } } },
    fields: FIELDS,
    ...Object.assign({}, ...whole.map((part) => WHOLE[part])),
    stages: Object.fromEntries(
      stages.map((one, i) => [keys[i], stageOf(i, one, outcomes[i] ?? [], following(i), kind)]),
    ),
    closed: closings(kind, keys[0] ?? ''),
    ...(moves && { moves: movesOf(keys) }),
  });
}

const FIELDS = {
  amount: { type: 'money', ...named('Amount') },
  discount: { type: 'percent', default: 0, ...named('Discount'), hint: say },
  size: {
    type: 'choice',
    options: { small: { en: 'Small', ru: 'Малый' }, large: { en: 'Large', ru: 'Крупный' } },
    default: 'small',
    ...named('Size'),
  },
  pilot: { type: 'boolean', default: false, ...named('Pilot') },
  score: { type: 'number', default: 0, ...named('Score'), edit: ['sales-ops'] },
  decisionDate: { type: 'date', ...named('Date') },
  note: { type: 'text', ...named('Note') },
  reason: { type: 'choice', options: 'reasons', ...named('Reason') },
};

function stageOf(
  i: number,
  { parts, tasks, branches }: Made['stages'][number],
  outcomes: string[],
  next: string,
  kind: Kind,
): object {
  const given = Object.assign(
    {},
    ...parts.filter((part) => !(part === 'probability' && kind === 'lead')).map((part) => STAGE[part]?.(next)),
  );
  // Two parts may each say how long: one of them counts, and what needs a limit keeps its own.
  if (given['at limit'] && given.limit !== '2 weeks') delete given['at limit'];
  if (given.skip) delete given.optional;
  if (branches === 0 && i > 0) return { ...named(`stage-${i}`), ...given, next, branches: branchesOf(i) };
  const on = named('on', { to: next, ask: ['note', 'decisionDate'] });
  const lost = named('lost', { to: 'closed.lost', ask: ['reason'] });
  const main = named('go', {
    outcomes: { on, lost, ...Object.assign({}, ...outcomes.map((part) => OUTCOMES[part]?.(next))) },
  });
  return {
    ...named(`stage-${i}`),
    ...given,
    tasks: { [`go-${i}`]: main, ...Object.assign({}, ...tasks.map((part) => TASKS[part])) },
  };
}

/** One branch of two steps that may also lose, one that holds for some, and one that nobody waits for. */
const branchesOf = (i: number) => ({
  law: named('law', {
    stages: {
      [`draft-${i}`]: named('draft', {
        tasks: { write: named('write', { outcomes: { written: named('written', { to: `agree-${i}` }) } }) },
      }),
      [`agree-${i}`]: named('agree', {
        limit: '5 working days',
        tasks: {
          sign: named('sign', {
            outcomes: {
              agreed: named('agreed', { to: 'end', ask: ['note'] }),
              refused: named('refused', { to: 'closed.lost', 'ends branches': true, ask: ['reason'] }),
            },
          }),
        },
      }),
    },
  }),
  technology: named('technology', {
    when: 'size == "large"',
    stages: {
      [`design-${i}`]: named('design', {
        tasks: { plan: named('plan', { outcomes: { planned: named('planned', { to: 'end' }) } }) },
      }),
    },
  }),
  security: named('security', {
    optional: true,
    stages: {
      [`audit-${i}`]: named('audit', {
        tasks: { look: named('look', { outcomes: { looked: named('looked', { to: 'end' }) } }) },
      }),
    },
  }),
});

const closings = (kind: Kind, first: string) => ({
  [kind === 'sale' ? 'won' : 'qualified']: named('success', { require: { condition: 'discount < 99' } }),
  lost: named('lost', {
    result: kind === 'sale' ? 'lost' : 'disqualified',
    who: ['owner', 'manager'],
    reopen: { to: first, who: 'manager' },
    start: { process: 'win-back', when: 'reason != null && reason == "competitor"', fields: { note: 'note' } },
  }),
});

const movesOf = (keys: readonly string[]) =>
  keys.slice(1).map((from, i) => ({
    from,
    to: keys[i],
    who: ['owner', 'manager'],
    ask: ['note'],
    ...(i === 0 && { when: 'score >= 0 || pilot', undo: 'never', name: { en: 'Back', ru: 'Назад' } }),
  }));

/**
 * Texts of process definitions that are sound by the way they are made: every stage has a task that leads on and one way to
 * lose, whatever else is put into it leaves that alone. Each text holds a few constructs of the language; many hold all.
 */
export const soundDefinition: Arbitrary<string> = fc
  .record({
    kind: fc.constantFrom<Kind>('sale', 'lead'),
    stages: fc.array(
      fc.record({
        parts: fc.subarray(Object.keys(STAGE), { maxLength: 3 }),
        tasks: fc.subarray(Object.keys(TASKS), { maxLength: 3 }),
        branches: fc.integer({ min: 0, max: 5 }),
      }),
      {
        minLength: 2,
        maxLength: 4,
      },
    ),
    outcomes: fc.array(fc.subarray(Object.keys(OUTCOMES), { maxLength: 2 }), { minLength: 4, maxLength: 4 }),
    whole: fc.subarray(Object.keys(WHOLE), { maxLength: 4 }),
    moves: fc.boolean(),
  })
  .map((made) => textOf(made));
