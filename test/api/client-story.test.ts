import { v7 as newId } from 'uuid';
import { startTestApi } from '../support/api';
import { until } from '../support/engine';
import { repsSee } from '../support/sight';

type Named = { name: string };

describe('the story of a client', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  const pump = newId();
  const rub = (amount: string) => ({ amount: { amount, currency: 'RUB' } });
  beforeAll(async () => {
    api = await startTestApi();
    await api.engine.pool.query(`INSERT INTO products (id, key, name) VALUES ($1, 'pump', 'Pump')`, [pump]);
  });

  const anAccount = async (name: string, more = {}) => (await api.post('/accounts', { name, ...more })).body;
  const aSale = async (accountId: string, title: string, more = {}) => {
    const { status, body } = await api.post('/sales', { title, accountId, secondReason: 'Another need', ...more });
    expect([title, status]).toEqual([title, 201]);
    return body;
  };
  /** Answers the sale's tasks one after the other. */
  const answer = async (id: string, ...outcomes: (readonly [outcome: string, fields?: object])[]) => {
    for (const [outcome, fields] of outcomes) {
      const { tasks } = (await api.get(`/sales/${id}`)).body;
      const { status, body } = await api.post(`/tasks/${tasks[0].id}/complete`, { outcome, fields });
      expect([outcome, status, body.detail]).toEqual([outcome, 200, undefined]);
    }
  };
  const confirmed = ['need confirmed', rub('1000.00')] as const;
  const sent = ['sent', { decisionDate: '2030-02-01' }] as const;

  it('ONEC-10: every document that is tied to the client is in one list, and each opens from there', async () => {
    const { id } = await anAccount('Documents');
    const sale = await aSale(id, 'A pump');
    const lead = (await api.post('/leads', { topic: 'Another pump', accountId: id })).body;
    const call = { kind: 'call', subject: 'About the pump', instanceId: sale.id };
    const logged = (await api.post('/interactions', call)).body;
    const { items } = (await api.get(`/accounts/${id}/documents`)).body;
    expect(items.map((one: { kind: string; id: string }) => [one.kind, one.id])).toEqual([
      ['interaction', logged.id],
      ['lead', lead.id],
      ['sale', sale.id],
    ]);
    for (const { id, href } of items) expect((await api.get(href)).body.id).toBe(id);
    const first = (await api.get(`/accounts/${id}/documents?limit=2`)).body;
    const rest = (await api.get(`/accounts/${id}/documents?limit=2&cursor=${first.next}`)).body;
    expect([...first.items, ...rest.items]).toEqual(items);
    expect((await api.get(`/accounts/${id}/documents?kind=sale`)).body.items).toHaveLength(1);
  });

  it('ONEC-09, ONEC-12 to ONEC-15: five processes of type Sale, four of them open at once, each with its own stage, one a finished failure', async () => {
    const { id } = await anAccount('Ромашка');
    const sales = [];
    for (const title of ['First', 'Second', 'Third', 'Fourth', 'Fifth'])
      sales.push(await aSale(id, title, { productId: pump }));
    const [, second, third, fourth, fifth] = sales.map((sale) => sale.id as string);
    await api.post(`/sales/${second}/commands`, { type: 'wait', until: '2030-01-01T00:00:00Z', reason: 'Budget' });
    await answer(third ?? '', confirmed);
    await answer(fourth ?? '', confirmed, sent);
    await answer(fifth ?? '', ['no interest', { reason: 'competitor' }]);
    await api.post('/interactions', {
      kind: 'call',
      direction: 'out',
      subject: 'Asked for the need',
      instanceId: third,
    });
    await api.post('/interactions', { kind: 'visit', subject: 'Saw the plant', accountId: id });

    const story = (await api.get(`/accounts/${id}/story`)).body;
    // ONEC-13: a process has a type, and those of one type are counted.
    expect(story.types).toEqual([{ process: 'standard-sale', total: 5, open: 4 }]);
    // ONEC-12, ONEC-14, ONEC-15: all of them are listed, each at its own stage, the failed one with its outcome.
    const listed = Object.fromEntries(
      story.sales.map((row: { title: string; stage: { key: string }; result: string | null; light: string | null }) => [
        row.title,
        [row.stage.key, row.result, row.light],
      ]),
    );
    expect(listed).toEqual({
      First: ['qualify', null, 'on time'],
      Second: ['qualify', null, 'waiting'],
      Third: ['proposal', null, 'on time'],
      Fourth: ['waiting-decision', null, 'on time'],
      Fifth: ['closed.lost', 'lost', null],
    });
    // ONEC-09: one place has the communication, the purchases and the stage of each deal.
    expect(story.interactions.map(({ subject }: { subject: string }) => subject)).toEqual([
      'Saw the plant',
      'Asked for the need',
    ]);
    expect(story.purchases).toEqual([]);
    expect(story.now).toMatchObject({
      openSales: 4,
      lostSales: 1,
      wonSales: 0,
      openAmounts: [{ amount: '2000.00', currency: 'RUB' }],
      lastContact: { kind: 'visit', subject: 'Saw the plant', author: { name: 'Rita Rep' } },
      interests: [{ name: 'Pump', times: 5 }],
      interactions: 2,
    });
    expect(story.now.nextDue).toMatchObject({ kind: 'sale' });
  });

  it('ONEC-09: what was won is a purchase, with its money', async () => {
    const { id } = await anAccount('Buyer');
    const sale = await aSale(id, 'Bought', { productId: pump });
    await answer(sale.id, confirmed, sent, ['accepted']);
    const story = (await api.get(`/accounts/${id}/story`)).body;
    expect(story.purchases).toMatchObject([
      { saleId: sale.id, title: 'Bought', product: { name: 'Pump' }, amount: { amount: '1000.00', currency: 'RUB' } },
    ]);
    expect(story.now).toMatchObject({
      openSales: 0,
      wonSales: 1,
      wonAmounts: [{ amount: '1000.00', currency: 'RUB' }],
      openAmounts: [],
    });
  });

  it('leads of the client stand in it, and its holding’s members', async () => {
    const holding = await anAccount('Holding');
    const member = await anAccount('Member', { holdingId: holding.id });
    await aSale(member.id, 'Of the member');
    const lead = (await api.post('/leads', { topic: 'Wants more', accountId: holding.id })).body;
    const story = (await api.get(`/accounts/${holding.id}/story`)).body;
    expect(story.leads).toMatchObject([{ id: lead.id, topic: 'Wants more', stage: { key: 'new' } }]);
    expect(story.members).toMatchObject([{ id: member.id, name: 'Member', openSales: 1 }]);
    expect(story.types).toEqual([expect.objectContaining({ total: 1, open: 1 })]);
    expect(story.sales).toEqual([]);
  });

  it('DIR-06: a person’s story is told over all organisations they belong to', async () => {
    const [one, two] = [await anAccount('One'), await anAccount('Two')];
    const accounts = [{ id: one.id }, { id: two.id }];
    const { id } = (await api.post('/contacts', { name: 'Everywhere', accounts })).body;
    await aSale(one.id, 'At One', { contactId: id });
    await aSale(two.id, 'At Two', { contactId: id });
    await api.post('/interactions', { kind: 'meeting', subject: 'Lunch', accountId: two.id, contactId: id });
    const story = (await api.get(`/contacts/${id}/story`)).body;
    expect(story.contact.accounts.map(({ name }: Named) => name)).toEqual(['One', 'Two']);
    expect(story.sales.map(({ account }: { account: Named }) => account.name)).toEqual(['Two', 'One']);
    expect(story.interactions).toMatchObject([{ subject: 'Lunch', account: { name: 'Two' } }]);
    expect(story.now).toMatchObject({ openSales: 2, interactions: 1 });
  });

  it('a history of 1,000 contacts is read a page at a time, the newest first, under a head that says how things stand', async () => {
    const { id } = await anAccount('Old friend');
    await api.engine.pool.query(
      `INSERT INTO interactions (id, kind, at, subject, account_id, author_id)
       SELECT gen_random_uuid(), 'call', now() - n * interval '1 day', 'Call ' || n, $1, $2 FROM generate_series(1, 1000) n`,
      [id, api.engine.cast.rep],
    );
    const seen: string[] = [];
    let path = `/accounts/${id}/story?limit=300`;
    for (let pages = 0; pages < 10; pages++) {
      const { body } = await api.get(path);
      expect(body.now).toMatchObject({ interactions: 1000, lastContact: { subject: 'Call 1' } });
      seen.push(...body.interactions.map(({ subject }: { subject: string }) => subject));
      if (body.next === null) break;
      path = `/accounts/${id}/story?limit=300&cursor=${body.next}`;
    }
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, n) => `Call ${n + 1}`));
    const foreign = await anAccount('Stranger');
    const { next } = (await api.get(`/accounts/${id}/story?limit=1`)).body;
    expect((await api.get(`/accounts/${foreign.id}/story?cursor=${next}`)).status).toBe(400);
  });

  it('who sees but their own deals is told of no other, in no list, sum, count or contact', async () => {
    const { id } = await anAccount('Split');
    const { colleague } = api.engine.cast;
    await aSale(id, 'Mine');
    const theirs = await aSale(id, 'Theirs', { ownerId: colleague, fields: rub('77.00') });
    await api.engine.pool.query('UPDATE sales SET created_by = $2 WHERE id = $1', [theirs.id, colleague]);
    await api.post(
      '/interactions',
      { kind: 'call', subject: 'About theirs', instanceId: theirs.id },
      { as: colleague },
    );
    await repsSee(api.engine.apiPool, 'own');
    const story = (await api.get(`/accounts/${id}/story`)).body;
    expect(story.sales).toMatchObject([{ title: 'Mine' }]);
    expect(story).toMatchObject({ types: [{ total: 1, open: 1 }], interactions: [] });
    expect(story.now).toMatchObject({ openSales: 1, openAmounts: [], lastContact: null, interactions: 0 });
    const all = (await api.get(`/accounts/${id}/story`, { as: api.engine.cast.manager })).body;
    expect(all.now).toMatchObject({ openSales: 2, openAmounts: [{ amount: '77.00' }], interactions: 1 });
    await repsSee(api.engine.apiPool, 'all');
  });

  it('a sale says whom it competes with, out of a catalogue; who won and lost against whom is counted', async () => {
    const name = { en: 'Hydromach', ru: 'Гидромаш' };
    await api.engine.pool.query(
      `INSERT INTO catalogue_values (catalogue, key, name) VALUES ('competitor', 'hydromach', $1)`,
      [name],
    );
    const { id } = await anAccount('Wooed');
    const sale = await aSale(id, 'Contested', { fields: rub('300.00') });
    const wrong = await api.patch(`/sales/${sale.id}`, { competitor: 'nobody' });
    expect(wrong.body.errors).toEqual([{ path: 'body.competitor', message: 'Must be one of: hydromach' }]);
    expect((await api.patch(`/sales/${sale.id}`, { competitor: 'hydromach' })).body.competitor).toBe('hydromach');
    const of = async () => (await api.get('/competitors')).body.items[0];
    expect(await of()).toMatchObject({ key: 'hydromach', name, open: 1, lost: 0, lostAmounts: [] });
    await answer(sale.id, ['no interest', { reason: 'competitor' }]);
    expect(await of()).toMatchObject({ open: 0, lost: 1, lostAmounts: [{ amount: '300.00', currency: 'RUB' }] });
  });

  it('the score of an account comes from its sales and contacts, and changes with the rules', async () => {
    const { id } = await anAccount('Scored', {
      importance: 'high',
      annualRevenue: { amount: '1000000000.00', currency: 'RUB' },
    });
    const score = async () => (await api.get(`/accounts/${id}/score`)).body;
    const points = (body: { parts: { code: string; points: number }[] }) =>
      Object.fromEntries(body.parts.map((part) => [part.code, part.points]));
    expect(points(await score())).toEqual({ importance: 25, revenue: 15, pipeline: 0, won: 0, recency: 0 });
    await aSale(id, 'Big', { fields: rub('5000000.00') });
    await api.post('/interactions', { kind: 'call', subject: 'Today', accountId: id });
    const later = await until(score, (body) => points(body).pipeline === 25);
    expect(later).toMatchObject({ score: 80 });
    expect(points(later)).toEqual({ importance: 25, revenue: 15, pipeline: 25, won: 0, recency: 15 });
    for (const { says } of later.parts) expect(says.ru).toMatch(/[а-я]/);
    const rules = (await api.get('/score-rules')).body;
    await api.engine.pool.query(`UPDATE people SET roles = '{manager,sales-ops}' WHERE id = $1`, [
      api.engine.cast.manager,
    ]);
    const ops = { as: api.engine.cast.manager };
    const none = { ...rules.recency, points: 0 };
    expect(
      (await api.put('/score-rules', { ...rules, recency: none, won: { ...rules.won, points: 0 } }, ops)).status,
    ).toBe(200);
    expect((await score()).score).toBe(100);
    expect(
      (await api.put('/score-rules', { ...rules, recency: { ...rules.recency, freshDays: 999 } }, ops)).status,
    ).toBe(400);
  });
});
