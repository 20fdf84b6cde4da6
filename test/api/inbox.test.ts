import { v7 as newId } from 'uuid';
import { createSettableClock } from '../../src/platform/clock';
import { publishText } from '../../src/publishing';
import { serve, startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import { repsSee } from '../support/sight';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A sale whose second stage asks a whole role, and whose answers lead to different places. */
const TEXT = `
process: desk-sale
kind: sale
name: { en: Desk sale, ru: Продажа со стойки }
calendar: office
undo: 1 hour
fields:
  amount: { type: money, name: { en: Amount, ru: Сумма } }
  size: { type: choice, name: { en: Size, ru: Размер }, options: { small: { en: Small, ru: Малый }, big: { en: Big, ru: Большой } } }
  reason: { type: text, name: { en: Reason, ru: Причина }, hint: { en: In their words, ru: Их словами } }
lights:
  - { when: clockLight == "overdue", light: yellow, say: { en: Late, ru: Поздно } }
stages:
  first:
    name: { en: First, ru: Первый }
    guidance: { en: Begin, ru: Начните }
    probability: 10
    limit: 2 working days
    tasks:
      call:
        name: { en: Call, ru: Позвонить }
        outcomes:
          reached:
            name: { en: Reached, ru: Дозвонились }
            ask: [size, amount]
            to: [{ when: size != null && size == "big", to: second }, { to: closed.lost }]
          later: { name: { en: Later, ru: Позже }, wait: ask for a date }
  second:
    name: { en: Second, ru: Второй }
    guidance: { en: Go on, ru: Продолжайте }
    probability: 60
    require: [amount]
    tasks:
      check:
        name: { en: Check, ru: Проверить }
        guidance: { en: Look twice, ru: Проверьте дважды }
        assignee: role rep
        limit: 1 working day
        outcomes:
          fine: { name: { en: Fine, ru: Годится }, to: closed.won }
          not fine: { name: { en: Not fine, ru: Не годится }, to: closed.lost }
closed:
  won: { name: { en: Won, ru: Продано }, require: [amount] }
  lost: { name: { en: Lost, ru: Не продано }, require: [reason], who: [owner] }
`;

describe('the inbox: what the process wants from me now', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  const clock = createSettableClock(Date.now());
  let later: TestApi;
  const rub = (amount: string) => ({ amount, currency: 'RUB' });

  beforeAll(async () => {
    api = await startTestApi();
    const words = { id: newId(), author: 'test', approver: 'test', note: 'For a test' };
    expect(await publishText(api.engine.pool, TEXT, words)).toMatchObject({ became: 'in force' });
    later = await serve(api.engine.apiPool, api.engine.cast.rep, { clock, sendCommand: api.engine.send });
  });
  beforeEach(() => clock.set(Date.now()));

  /** A sale of somebody whose inbox is otherwise empty. */
  const someone = async (name: string) => {
    const id = newId();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles, manager_id) VALUES ($1, $2, $3, '{rep}', $4)`,
      [id, name, `${id}@example.com`, api.engine.cast.manager],
    );
    return id;
  };
  const aSale = async (owner: string, more: object = {}) => {
    const { status, body } = await api.post(
      '/sales',
      { title: 'A sale', process: 'desk-sale', ownerId: owner, ...more },
      { as: owner },
    );
    expect([status, body.code]).toEqual([201, undefined]);
    return body;
  };
  const inbox = async (as: string, query = '', of: TestApi = api) => (await of.get(`/inbox${query}`, { as })).body;
  const counters = async (as: string, of: TestApi = api) => (await of.get('/inbox/counters', { as })).body;
  /** A sale at its second stage, whose task waits in the queue of all reps. */
  const queued = async (owner: string, more: object = {}) => {
    const sale = await aSale(owner, { fields: { amount: rub('100'), size: 'big' }, ...more });
    const { body } = await api.post(`/tasks/${sale.tasks[0].id}/complete`, { outcome: 'reached' }, { as: owner });
    expect(body.stage.key).toBe('second');
    return body;
  };

  it('tells of a task its deal, its customer, why, until when, and how it can be answered', async () => {
    const me = await someone('Ida Item');
    const account = (await api.post('/accounts', { name: 'Kino LLC' }, { as: me })).body;
    const contact = (
      await api.post('/contacts', { name: 'Anna', phone: '+7 900 123-45-67', email: 'anna@kino.example' }, { as: me })
    ).body;
    const sale = await aSale(me, { title: 'Home cinema', accountId: account.id, contactId: contact.id });
    const { items } = await inbox(me, '?whose=held');
    expect(items).toMatchObject([
      {
        name: { en: 'Call', ru: 'Позвонить' },
        light: 'on time',
        claimable: false,
        assignee: { id: me },
        dueAt: sale.dueAt,
        dueOf: 'stage',
        instance: {
          id: sale.id,
          number: sale.number,
          name: 'Home cinema',
          stage: { key: 'first', name: { en: 'First' } },
          seq: sale.seq,
        },
        account: { id: account.id, name: 'Kino LLC' },
        contact: { id: contact.id, name: 'Anna', phone: '+7 900 123-45-67', email: 'anna@kino.example' },
        why: { guidance: { en: 'Begin' }, task: null, deal: null, tactics: [] },
      },
    ]);
    const [reached, wait] = items[0].outcomes;
    expect(reached).toMatchObject({
      outcome: 'reached',
      name: { en: 'Reached' },
      can: 'with input',
      leadsTo: [
        { stage: 'second', name: { en: 'Second' }, when: 'size != null && size == "big"' },
        { stage: 'closed.lost', name: { en: 'Lost' }, when: null },
      ],
    });
    expect(reached.missing.map(({ key }: { key: string }) => key)).toEqual(['size', 'amount']);
    expect(reached.leadsTo.map(({ needs }: { needs: { key: string }[] }) => needs.map(({ key }) => key))).toEqual([
      [],
      ['reason'],
    ]);
    expect(reached.missing[0]).toMatchObject({
      type: 'choice',
      options: [
        { value: 'small', name: { en: 'Small' } },
        { value: 'big', name: { en: 'Big' } },
      ],
    });
    expect(wait).toMatchObject({ outcome: 'later', leadsTo: [], missing: [{ key: 'until', type: 'instant' }] });
  });

  it('names the fields that are missing, and no others: with exactly those an answer is taken', async () => {
    const me = await someone('Fay Fields');
    const sale = await aSale(me, { fields: { size: 'big' } });
    const [{ outcomes }] = (await inbox(me, '?whose=held')).items;
    expect(outcomes[0]).toMatchObject({
      missing: [{ key: 'amount', type: 'money' }],
      confirms: [{ key: 'size', value: 'big' }],
    });
    const bare = await api.post(`/tasks/${sale.tasks[0].id}/complete`, { outcome: 'reached' }, { as: me });
    expect(bare).toMatchObject({ status: 409, body: { code: 'FieldMissing' } });
    const full = { outcome: 'reached', fields: { amount: rub('5') } };
    expect(await api.post(`/tasks/${sale.tasks[0].id}/complete`, full, { as: me })).toMatchObject({ status: 200 });
  });

  it('orders by urgency, then the due instant, then the larger deal; pages add up, and nothing leaves by age', async () => {
    const me = await someone('Olga Order');
    const [small, large] = [
      await aSale(me, { fields: { amount: rub('10') } }),
      await aSale(me, { fields: { amount: rub('900') } }),
    ];
    const byHand = async (sale: { id: string }, title: string, dueAt?: string) =>
      api.post('/tasks', { instanceId: sale.id, title, ...(dueAt && { dueAt }) }, { as: me });
    const soon = new Date(Date.now() + HOUR_MS).toISOString();
    const next = new Date(Date.now() + 2 * HOUR_MS).toISOString();
    for (const [sale, title, dueAt] of [
      [small, 'undated, small'],
      [large, 'undated, large'],
      [small, 'second', next],
      [small, 'first, small', soon],
      [large, 'first, large', soon],
    ] as const)
      expect((await byHand(sale, title, dueAt)).status).toBe(201);
    const names = (items: { name: { en: string } }[]) =>
      items.map(({ name }) => name.en).filter((name) => name !== 'Call');
    const order = ['first, large', 'first, small', 'second', 'undated, large', 'undated, small'];
    const whole = await inbox(me, '?whose=held&count=true');
    expect(names(whole.items)).toEqual(order);
    expect(whole.total).toBe(7);
    const paged: { name: { en: string } }[] = [];
    for (
      let page = await inbox(me, '?whose=held&limit=2');
      ;
      page = await inbox(me, `?whose=held&limit=2&cursor=${page.next}`)
    ) {
      paged.push(...page.items);
      if (page.next === null) break;
    }
    expect(names(paged)).toEqual(order);
    expect(paged).toHaveLength(7);
    clock.advance(400 * DAY_MS);
    const old = (await inbox(me, '?whose=held', later)).items;
    expect(old.map(({ light }: { light: string }) => light)).toEqual([
      'escalated',
      'escalated',
      'overdue',
      'overdue',
      'overdue',
      'on time',
      'on time',
    ]);
    expect(old[0].workingMsLeft).toBeLessThan(-200 * 8 * HOUR_MS);
    expect(old.find(({ name }: { name: { en: string } }) => name.en === 'Call')).toMatchObject({
      instance: { light: 'escalated' },
    });
    expect(names(old)).toEqual(order);
  });

  it('counts what is left in working time: a night and a weekend take nothing of it', async () => {
    const me = await someone('Wanda Working');
    const sale = await aSale(me);
    const at = async (instant: number) => {
      clock.set(instant);
      return (await inbox(me, '?whose=held', later)).items[0].workingMsLeft;
    };
    const start = Date.parse(sale.startedAt);
    const due = Date.parse(sale.dueAt);
    // Two working days of the office are 16 hours, however many nights lie between.
    expect(await at(start)).toBe(2 * 8 * HOUR_MS);
    expect(await at(due)).toBe(0);
    let before = 2 * 8 * HOUR_MS;
    for (let n = start; n < due; n += 5 * HOUR_MS) {
      const now = await at(n);
      expect(now).toBeLessThanOrEqual(before);
      before = now;
    }
  });

  it('snoozing hides a task from one person until an instant, stops no clock, and is counted', async () => {
    const me = await someone('Sue Snooze');
    const sale = await aSale(me);
    const task = sale.tasks[0].id;
    const until = new Date(Date.now() + 3 * DAY_MS).toISOString();
    expect((await api.post(`/tasks/${task}/snooze`, { until }, { as: me })).body).toEqual({ task, until });
    expect((await inbox(me, '?whose=held')).items).toEqual([]);
    expect((await inbox(me, '?show=snoozed')).items).toMatchObject([
      { id: task, snoozedUntil: until, dueAt: sale.dueAt },
    ]);
    expect((await api.get(`/sales/${sale.id}`, { as: me })).body).toMatchObject({ seq: sale.seq, dueAt: sale.dueAt });
    expect(await counters(me)).toMatchObject({ snoozed: 1 });
    clock.set(Date.parse(until) + 1);
    expect((await inbox(me, '?whose=held', later)).items).toMatchObject([{ id: task, snoozedUntil: null }]);
    // Once more, past its due instant: out of sight, and still counted as late.
    const farther = new Date(clock.now() + 60 * DAY_MS).toISOString();
    expect((await later.post(`/tasks/${task}/snooze`, { until: farther }, { as: me })).status).toBe(200);
    clock.advance(30 * DAY_MS);
    expect((await inbox(me, '?whose=held', later)).items).toEqual([]);
    const counted = await counters(me, later);
    expect(counted.urgencies.overdue + counted.urgencies.escalated).toBeGreaterThanOrEqual(1);
    expect((await api.delete(`/tasks/${task}/snooze`, { as: me })).body).toEqual({ task, until: null });
    expect((await inbox(me, '?whose=held')).items).toMatchObject([{ id: task }]);
  });

  it('a snooze needs a date within a year, and a task of one’s own', async () => {
    const [me, other] = [await someone('Nina Now'), await someone('Oscar Other')];
    const { tasks } = await aSale(me);
    const ask = (until: number, as = me) =>
      api.post(`/tasks/${tasks[0].id}/snooze`, { until: new Date(until).toISOString() }, { as });
    expect((await ask(Date.now() - 1)).status).toBe(400);
    expect((await ask(Date.now() + 500 * DAY_MS)).status).toBe(400);
    expect(await ask(Date.now() + DAY_MS, other)).toMatchObject({ status: 409, body: { code: 'NotInInbox' } });
    expect((await inbox(me, '?whose=held')).items).toHaveLength(1);
  });

  it('what waits for a known reason is not wanted now, and comes back when the wait is over', async () => {
    const me = await someone('Will Wait');
    const { tasks } = await aSale(me);
    const until = new Date(Date.now() + 5 * DAY_MS).toISOString();
    expect((await api.post(`/tasks/${tasks[0].id}/complete`, { outcome: 'later', until }, { as: me })).status).toBe(
      200,
    );
    expect((await inbox(me, '?whose=held')).items).toEqual([]);
    expect((await inbox(me, '?show=waiting')).items).toMatchObject([{ light: 'waiting' }]);
    clock.set(Date.parse(until) + 1);
    expect((await inbox(me, '?whose=held', later)).items).toHaveLength(1);
  });

  it('the counters are those of the list: the urgencies add up to the total', async () => {
    const me = await someone('Cora Counter');
    await aSale(me);
    const two = await aSale(me);
    const dueAt = new Date(Date.now() + 1000).toISOString();
    await api.post('/tasks', { instanceId: two.id, title: 'Undated' }, { as: me });
    await api.post('/tasks', { instanceId: two.id, title: 'Soon', dueAt }, { as: me });
    await queued(me);
    for (const advanced of [0, 2 * DAY_MS, 90 * DAY_MS]) {
      clock.set(Date.now() + advanced);
      const { items } = await inbox(me, '?show=all&limit=500', later);
      const count = (holds: (item: Record<string, unknown>) => boolean) => items.filter(holds).length;
      const counted = await counters(me, later);
      expect(Object.values<number>(counted.urgencies).reduce((a, b) => a + b)).toBe(counted.total);
      expect(counted).toMatchObject({
        total: items.length,
        shown: (await inbox(me, '?limit=500', later)).items.length,
        claimable: count(({ claimable }) => claimable === true),
        undated: count(({ dueAt }) => dueAt === null),
        urgencies: {
          overdue: count(({ light }) => light === 'overdue'),
          escalated: count(({ light }) => light === 'escalated'),
        },
      });
      expect(counted.processes.reduce((sum: number, { total }: { total: number }) => sum + total, 0)).toBe(
        counted.total,
      );
    }
  });

  it('a task is held by one person: whoever claims it second is told by whom', async () => {
    const [owner, first, second] = [
      await someone('Olaf Owner'),
      await someone('Fred First'),
      await someone('Sam Second'),
    ];
    const { tasks } = await queued(owner);
    const path = `/tasks/${tasks[0].id}/claim`;
    expect((await inbox(second, '?whose=claimable')).items).toContainEqual(
      expect.objectContaining({
        id: tasks[0].id,
        claimable: true,
        outcomes: expect.arrayContaining([expect.objectContaining({ outcome: 'fine', can: 'now' })]),
      }),
    );
    expect((await api.post(path, {}, { as: first })).status).toBe(200);
    expect(await api.post(path, {}, { as: second })).toMatchObject({
      status: 409,
      body: { code: 'TaskHeld', holder: { id: first, name: 'Fred First' } },
    });
    const done = { outcome: 'fine' };
    expect(await api.post(`/tasks/${tasks[0].id}/complete`, done, { as: second })).toMatchObject({
      status: 409,
      body: { code: 'NotYours', holder: { name: 'Fred First' } },
    });
    expect((await inbox(second, '?whose=claimable')).items).not.toContainEqual(
      expect.objectContaining({ id: tasks[0].id }),
    );
  });

  it('a stale form is told what has happened since, by whom, and what of it still applies', async () => {
    const me = await someone('Stella Stale');
    const { manager } = api.engine.cast;
    const sale = await aSale(me, { fields: { size: 'big' } });
    const task = sale.tasks[0].id;
    const amend = { type: 'amend', fields: { amount: rub('70') }, comment: 'As they said on the phone' };
    expect((await api.post(`/sales/${sale.id}/commands`, amend, { as: manager })).status).toBe(200);
    const form = { outcome: 'reached', fields: { amount: rub('50'), size: 'big' }, expectedSeq: sale.seq };
    const stale = await api.post(`/tasks/${task}/complete`, form, { as: me });
    expect(stale).toMatchObject({
      status: 409,
      body: {
        code: 'Stale',
        meanwhile: {
          seq: sale.seq + 1,
          stage: { key: 'first' },
          more: false,
          events: [{ type: 'amend', actor: { name: 'Mara Manager' }, words: { comment: 'As they said on the phone' } }],
        },
        answer: {
          applies: false,
          task: { status: 'open', holder: { id: me } },
          outcome: 'now',
          missing: [],
          fields: [
            { field: 'amount', state: 'changed', yours: rub('50.00'), now: rub('70.00') },
            { field: 'size', state: 'the same as yours', yours: 'big', now: 'big' },
          ],
        },
      },
    });
    const again = { ...form, fields: {}, expectedSeq: sale.seq };
    expect((await api.post(`/tasks/${task}/complete`, again, { as: me })).body.answer).toMatchObject({
      applies: true,
      fields: [],
    });
    expect(
      (await api.post(`/tasks/${task}/complete`, { ...form, expectedSeq: stale.body.meanwhile.seq }, { as: me }))
        .status,
    ).toBe(200);
    const gone = await api.post(`/tasks/${task}/complete`, form, { as: me });
    expect(gone.body).toMatchObject({
      code: 'Stale',
      answer: { applies: false, task: { status: 'done', outcome: 'reached' }, outcome: 'gone' },
    });
  });

  it('an answer is taken back while nothing else has happened since; then a 409 says what has', async () => {
    const me = await someone('Una Undo');
    const sale = await aSale(me, { fields: { amount: rub('1'), size: 'big' } });
    const task = sale.tasks[0].id;
    expect(await api.post(`/tasks/${task}/undo`, {}, { as: me })).toMatchObject({
      status: 409,
      body: { code: 'NothingToDo' },
    });
    await api.post(`/tasks/${task}/complete`, { outcome: 'reached' }, { as: me });
    const undone = await api.post(`/tasks/${task}/undo`, {}, { as: me });
    expect(undone.body).toMatchObject({ stage: { key: 'first' }, tasks: [{ id: task }] });
    await api.post(`/tasks/${task}/complete`, { outcome: 'reached' }, { as: me });
    await api.post(`/sales/${sale.id}/commands`, { type: 'amend', fields: { amount: rub('2') } }, { as: me });
    expect(await api.post(`/tasks/${task}/undo`, {}, { as: me })).toMatchObject({
      status: 409,
      body: { code: 'Stale', meanwhile: { events: [{ type: 'amend' }] } },
    });
  });

  it('comments stand with their author and time, those that came with commands among them; a repeat is one', async () => {
    const me = await someone('Connie Comment');
    const { tasks } = await aSale(me);
    const path = `/tasks/${tasks[0].id}/comments`;
    const key = newId();
    const first = await api.post(path, { body: 'They are on holiday' }, { as: me, key });
    expect(await api.post(path, { body: 'They are on holiday' }, { as: me, key })).toEqual({
      ...first,
      headers: expect.anything(),
    });
    await api.post(
      `/tasks/${tasks[0].id}/delegate`,
      { personId: api.engine.cast.colleague, comment: 'You know them' },
      { as: me },
    );
    await api.post(path, { body: 'I do' }, { as: api.engine.cast.colleague });
    const { items } = (await api.get(path, { as: me })).body;
    expect(items).toMatchObject([
      { body: 'They are on holiday', author: { name: 'Connie Comment' }, with: null },
      { body: 'You know them', author: { name: 'Connie Comment' }, with: 'delegate' },
      { body: 'I do', author: { name: 'Carl Colleague' }, with: null },
    ]);
    const pages = [(await api.get(`${path}?limit=2`, { as: me })).body];
    pages.push((await api.get(`${path}?limit=2&cursor=${pages[0].next}`, { as: me })).body);
    expect(pages.flatMap((page) => page.items)).toEqual(items);
    expect((await inbox(api.engine.cast.colleague, '?whose=held')).items).toMatchObject([
      { id: tasks[0].id, comments: 2 },
    ]);
  });

  describe('by sight', () => {
    let me: string;
    let owner: string;
    beforeAll(async () => {
      [me, owner] = [await someone('Mina Mine'), await someone('Otto Owner')];
      await repsSee(testPool(api.engine.database.ownerUrl), 'own');
    });
    afterAll(() => repsSee(testPool(api.engine.database.ownerUrl), 'all'));

    it('an inbox shows what is one’s own and what one may claim, whosever the deal; addresses of it only once it is held', async () => {
      const contact = (
        await api.post('/contacts', { name: 'Hidden Person', phone: '+7 900 000-00-01', ownerId: owner }, { as: owner })
      ).body;
      const { tasks } = await queued(owner, { title: 'Theirs', contactId: contact.id });
      const found = async () =>
        (await inbox(me, '?limit=500')).items.find(({ id }: { id: string }) => id === tasks[0].id);
      expect(await found()).toMatchObject({ claimable: true, instance: { name: 'Theirs' }, contact: null });
      expect((await api.post(`/tasks/${tasks[0].id}/claim`, {}, { as: me })).status).toBe(200);
      expect(await found()).toMatchObject({ claimable: false, contact: { phone: '+7 900 000-00-01' } });
    });

    it('tasks of others are those whose deals one sees; to a task outside of that every command answers 404', async () => {
      const { tasks, id } = await aSale(owner);
      for (const query of ['?whose=all&limit=500', `?assignee=${owner}`, `?instance=${id}&whose=all`]) {
        const { items } = (await api.get(`/tasks${query}`, { as: me })).body;
        expect([query, items.filter(({ instance }: { instance: { id: string } }) => instance.id === id)]).toEqual([
          query,
          [],
        ]);
      }
      expect((await api.get(`/tasks?assignee=${owner}`, { as: owner })).body.items.length).toBeGreaterThan(0);
      expect(
        (await api.get(`/tasks?assignee=${owner}`, { as: api.engine.cast.manager })).body.items.length,
      ).toBeGreaterThan(0);
      const personId = api.engine.cast.rep;
      const until = new Date(Date.now() + DAY_MS).toISOString();
      const asked: [string, object][] = [
        ['claim', {}],
        ['complete', { outcome: 'reached' }],
        ['delegate', { personId }],
        ['cancel', {}],
        ['undo', {}],
        ['snooze', { until }],
        ['comments', { body: 'x' }],
      ];
      const answers = await Promise.all(
        asked.map(([act, body]) => api.post(`/tasks/${tasks[0].id}/${act}`, body, { as: me })),
      );
      expect(answers.map(({ status }, n) => [asked[n]?.[0], status])).toEqual(asked.map(([act]) => [act, 404]));
      expect((await api.get(`/tasks/${tasks[0].id}/comments`, { as: me })).status).toBe(404);
      expect((await api.post('/tasks', { instanceId: id, title: 'x' }, { as: me })).status).toBe(404);
    });
  });
});
