import { DAY_MS, HOUR_MS, rub, startDesk } from '../support/desk';

describe('the inbox: what the process wants from me now', () => {
  let desk: Awaited<ReturnType<typeof startDesk>>;
  let api: Awaited<ReturnType<typeof startDesk>>['api'];
  beforeAll(async () => {
    desk = await startDesk();
    api = desk.api;
  });
  beforeEach(() => desk.clock.set(Date.now()));

  it('tells of a task its deal, its customer, why, until when, and how it can be answered', async () => {
    const me = await desk.someone('Ida Item');
    const account = (await api.post('/accounts', { name: 'Kino LLC' }, { as: me })).body;
    const contact = (
      await api.post('/contacts', { name: 'Anna', phone: '+7 900 123-45-67', email: 'anna@kino.example' }, { as: me })
    ).body;
    const sale = await desk.aSale(me, { title: 'Home cinema', accountId: account.id, contactId: contact.id });
    const { items } = await desk.inbox(me, '?whose=held');
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
    const me = await desk.someone('Fay Fields');
    const sale = await desk.aSale(me, { fields: { size: 'big' } });
    const [{ outcomes }] = (await desk.inbox(me, '?whose=held')).items;
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
    const me = await desk.someone('Olga Order');
    const [small, large] = [
      await desk.aSale(me, { fields: { amount: rub('10') } }),
      await desk.aSale(me, { fields: { amount: rub('900') } }),
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
    const whole = await desk.inbox(me, '?whose=held&count=true');
    expect(names(whole.items)).toEqual(order);
    expect(whole.total).toBe(7);
    const paged: { name: { en: string } }[] = [];
    for (
      let page = await desk.inbox(me, '?whose=held&limit=2');
      ;
      page = await desk.inbox(me, `?whose=held&limit=2&cursor=${page.next}`)
    ) {
      paged.push(...page.items);
      if (page.next === null) break;
    }
    expect(names(paged)).toEqual(order);
    expect(paged).toHaveLength(7);
    desk.clock.advance(400 * DAY_MS);
    const old = (await desk.inbox(me, '?whose=held', desk.later)).items;
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
    const me = await desk.someone('Wanda Working');
    const sale = await desk.aSale(me);
    const at = async (instant: number) => {
      desk.clock.set(instant);
      return (await desk.inbox(me, '?whose=held', desk.later)).items[0].workingMsLeft;
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
    const me = await desk.someone('Sue Snooze');
    const sale = await desk.aSale(me);
    const task = sale.tasks[0].id;
    const until = new Date(Date.now() + 3 * DAY_MS).toISOString();
    expect((await api.post(`/tasks/${task}/snooze`, { until }, { as: me })).body).toEqual({ task, until });
    expect((await desk.inbox(me, '?whose=held')).items).toEqual([]);
    expect((await desk.inbox(me, '?show=snoozed')).items).toMatchObject([
      { id: task, snoozedUntil: until, dueAt: sale.dueAt },
    ]);
    expect((await api.get(`/sales/${sale.id}`, { as: me })).body).toMatchObject({ seq: sale.seq, dueAt: sale.dueAt });
    expect(await desk.counters(me)).toMatchObject({ snoozed: 1 });
    desk.clock.set(Date.parse(until) + 1);
    expect((await desk.inbox(me, '?whose=held', desk.later)).items).toMatchObject([{ id: task, snoozedUntil: null }]);
    // Once more, past its due instant: out of sight, and still counted as late.
    const farther = new Date(desk.clock.now() + 60 * DAY_MS).toISOString();
    expect((await desk.later.post(`/tasks/${task}/snooze`, { until: farther }, { as: me })).status).toBe(200);
    desk.clock.advance(30 * DAY_MS);
    expect((await desk.inbox(me, '?whose=held', desk.later)).items).toEqual([]);
    const counted = await desk.counters(me, desk.later);
    expect(counted.urgencies.overdue + counted.urgencies.escalated).toBeGreaterThanOrEqual(1);
    expect((await api.delete(`/tasks/${task}/snooze`, { as: me })).body).toEqual({ task, until: null });
    expect((await desk.inbox(me, '?whose=held')).items).toMatchObject([{ id: task }]);
  });

  it('a snooze needs a date within a year, and a task of one’s own', async () => {
    const [me, other] = [await desk.someone('Nina Now'), await desk.someone('Oscar Other')];
    const { tasks } = await desk.aSale(me);
    const ask = (until: number, as = me) =>
      api.post(`/tasks/${tasks[0].id}/snooze`, { until: new Date(until).toISOString() }, { as });
    expect((await ask(Date.now() - 1)).status).toBe(400);
    expect((await ask(Date.now() + 500 * DAY_MS)).status).toBe(400);
    expect(await ask(Date.now() + DAY_MS, other)).toMatchObject({ status: 409, body: { code: 'NotInInbox' } });
    expect((await desk.inbox(me, '?whose=held')).items).toHaveLength(1);
  });

  it('what waits for a known reason is not wanted now, and comes back when the wait is over', async () => {
    const me = await desk.someone('Will Wait');
    const { tasks } = await desk.aSale(me);
    const until = new Date(Date.now() + 5 * DAY_MS).toISOString();
    expect((await api.post(`/tasks/${tasks[0].id}/complete`, { outcome: 'later', until }, { as: me })).status).toBe(
      200,
    );
    expect((await desk.inbox(me, '?whose=held')).items).toEqual([]);
    expect((await desk.inbox(me, '?show=waiting')).items).toMatchObject([{ light: 'waiting' }]);
    desk.clock.set(Date.parse(until) + 1);
    expect((await desk.inbox(me, '?whose=held', desk.later)).items).toHaveLength(1);
  });

  it('the counters are those of the list: the urgencies add up to the total', async () => {
    const me = await desk.someone('Cora Counter');
    await desk.aSale(me);
    const two = await desk.aSale(me);
    // Not so soon that it goes off between the list and its counters.
    const dueAt = new Date(Date.now() + HOUR_MS).toISOString();
    await api.post('/tasks', { instanceId: two.id, title: 'Undated' }, { as: me });
    await api.post('/tasks', { instanceId: two.id, title: 'Soon', dueAt }, { as: me });
    await desk.queued(me);
    for (const advanced of [0, 2 * DAY_MS, 90 * DAY_MS]) {
      desk.clock.set(Date.now() + advanced);
      const { items } = await desk.inbox(me, '?show=all&limit=500', desk.later);
      const count = (holds: (item: Record<string, unknown>) => boolean) => items.filter(holds).length;
      const counted = await desk.counters(me, desk.later);
      expect(Object.values<number>(counted.urgencies).reduce((a, b) => a + b)).toBe(counted.total);
      expect(counted).toMatchObject({
        total: items.length,
        shown: (await desk.inbox(me, '?limit=500', desk.later)).items.length,
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
      for (const [urgency, n] of Object.entries(counted.now))
        expect(
          (await desk.inbox(me, `?limit=500&urgency=${urgency.replace(' ', '%20')}`, desk.later)).items,
        ).toHaveLength(n as number);
      expect(counted.processes.reduce((sum: number, { shown }: { shown: number }) => sum + shown, 0)).toBe(
        counted.shown,
      );
    }
  });
});
