import { v7 as newId } from 'uuid';
import { startTestApi, type TestApi } from '../support/api';
import { type Engine, until } from '../support/engine';
import { repsSee } from '../support/sight';

describe('leads over HTTP', () => {
  let api: TestApi & { engine: Engine };
  beforeAll(async () => {
    api = await startTestApi();
  });
  const words = {
    topic: 'Home cinema',
    personName: 'Anna Petrova',
    organisation: 'Kino LLC',
    email: 'anna@kino.example',
  };
  const aLead = async (more = {}) => (await api.post('/leads', { ...words, ...more })).body;
  const total = async (list: string) => (await api.get(`/${list}?count=true`)).body.total as number;
  const product = async () => {
    const id = newId();
    await api.engine.pool.query('INSERT INTO products (id, key, name) VALUES ($1, $2, $3)', [
      id,
      id,
      'Acoustic system',
    ]);
    return id;
  };

  it('DYN-01 DYN-18 DYN-19: a lead is a record of its own; it makes no account and no contact, and is in no list of these', async () => {
    const before = [await total('accounts'), await total('contacts'), await total('sales')];
    const made = await api.post('/leads', { ...words, fields: { need: 'An acoustic system', rating: 'high' } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...words, stage: { key: 'new' }, account: null, contact: null, saleId: null });
    expect([await total('accounts'), await total('contacts'), await total('sales')]).toEqual(before);
    expect((await api.get('/contacts?name=Anna')).body.items).toEqual([]);
    expect((await api.get('/accounts?name=Kino')).body.items).toEqual([]);
    const { rows } = await api.engine.pool.query(
      'SELECT command, snapshot FROM process_events WHERE instance_id = $1',
      [made.body.id],
    );
    expect(JSON.stringify(rows)).not.toMatch(/Anna|kino/);
  });

  it('DYN-09 DYN-10 DYN-12 DYN-21 DYN-22: a lead records the client, what they want, the plans, the source, the industry and the revenue', async () => {
    const given = {
      ...words,
      post: 'Head of the cinema',
      phone: '+7 900 123-45-67',
      country: 'RU',
      region: 'Perm',
      line: 'Leisure',
      language: 'ru',
      industry: 'Financial activity',
      annualRevenue: { amount: '1000000.00', currency: 'USD' },
      need: 'An acoustic system for a home cinema',
      plans: 'Show the room in March',
      source: 'Exhibition',
      campaign: 'Spring',
    };
    const productId = await product();
    const made = await api.post('/leads', { ...given, productId });
    expect(made.body).toMatchObject({ ...given, product: { id: productId, name: 'Acoustic system' } });
    const [row] = (await api.get('/leads?source=Exhibition')).body.items;
    expect(row).toMatchObject({ id: made.body.id, ...given });
  });

  it('DYN-10: what the client wants is asked for once: typed in, it is known to the process, and found out later it is on the lead', async () => {
    const lead = await aLead({ need: 'Something loud' });
    expect(lead.fields.need).toBe('Something loud');
    await api.post(`/leads/${lead.id}/commands`, { type: 'amend', fields: { need: 'An acoustic system' } });
    expect((await api.get(`/leads/${lead.id}`)).body.need).toBe('An acoustic system');
  });

  it('DYN-03 DYN-11: an own estimate is kept on the lead, which has no probability and changes no number of the funnel', async () => {
    const funnel = async () => {
      const { items } = (await api.get('/insight/funnel?period=all+time')).body;
      return JSON.parse(JSON.stringify(items).replace(/asOf=[^"&]*/g, 'asOf=')); // addresses say when they were read
    };
    const before = await funnel();
    const estimate = { probabilityPct: 90, amount: { amount: '1250000.50', currency: 'RUB' } };
    const lead = await aLead({ estimate });
    expect(lead.estimate).toEqual(estimate);
    expect(lead).not.toHaveProperty('probabilityPct');
    expect(lead).not.toHaveProperty('amount');
    const { rows } = await api.engine.pool.query(
      'SELECT amount_minor, amount_base_minor, probability_pct FROM process_instances WHERE id = $1',
      [lead.id],
    );
    expect(rows).toEqual([{ amount_minor: null, amount_base_minor: '0', probability_pct: null }]);
    expect(await funnel()).toEqual(before);
  });

  it('DYN-04: the rating is high, medium or low', async () => {
    for (const rating of ['high', 'medium', 'low'])
      expect(await aLead({ fields: { rating } })).toMatchObject({ rating });
    const other = await api.post('/leads', { ...words, fields: { rating: 'urgent' } });
    expect(other).toMatchObject({ status: 409, body: { code: 'FieldInvalid' } });
  });

  it('DYN-06: an open lead prompts a call, an e-mail and a meeting at once; the first thing that we do is its first response', async () => {
    const lead = await aLead({ phone: '+7 900' });
    expect(lead.prompts.map(({ kind, to }: { kind: string; to: string }) => [kind, to])).toEqual([
      ['call', '+7 900'],
      ['e-mail', words.email],
      ['meeting', null],
    ]);
    expect(lead.firstResponse).toBeNull();
    const log = (kind: string, direction: string, afterMinutes: number) =>
      api.post('/interactions', {
        kind,
        direction,
        subject: 'About the cinema',
        instanceId: lead.id,
        at: new Date(Date.parse(lead.startedAt) + afterMinutes * 60_000).toISOString(),
      });
    await log('e-mail', 'in', 1);
    expect((await api.get(`/leads/${lead.id}`)).body.firstResponse).toBeNull();
    const first = (await log('call', 'out', 5)).body;
    await log('meeting', 'out', 90);
    const response = { interactionId: first.id, at: first.at, afterMs: 5 * 60_000 };
    const card = (await api.get(`/leads/${lead.id}`)).body;
    expect(card).toMatchObject({ firstResponse: response, stage: { key: 'contacting' } });
    const row = (await api.get('/leads?state=contacting')).body.items.find(({ id }: { id: string }) => id === lead.id);
    expect(row.firstResponse).toEqual(response);
    await api.post(`/leads/${lead.id}/qualify`, { result: 'disqualified' });
    expect((await api.get(`/leads/${lead.id}`)).body.prompts).toEqual([]);
  });

  it('DYN-13: whoever notes a lead need not be responsible for it', async () => {
    const { rep, colleague } = api.engine.cast;
    const lead = await aLead({ ownerId: colleague });
    expect(lead).toMatchObject({ owner: { id: colleague }, notedBy: { id: rep, name: 'Rita Rep' } });
    const mine = (await api.get(`/leads?owner=${colleague}`)).body.items;
    expect(mine.map(({ id }: { id: string }) => id)).toContain(lead.id);
  });

  it('DYN-17: of a person who is registered already nothing is typed again, and what their card says is on the lead', async () => {
    const account = (await api.post('/accounts', { name: 'Registered Cinema', country: 'RU' })).body;
    const contact = (
      await api.post('/contacts', { name: 'Olga Orlova', email: 'olga@cinema.example', phone: '+7 900 111-22-33' })
    ).body;
    const lead = await api.post('/leads', { topic: 'A second hall', contactId: contact.id, accountId: account.id });
    expect(lead.body).toMatchObject({
      contact: { id: contact.id, name: 'Olga Orlova' },
      account: { id: account.id },
      personName: 'Olga Orlova',
      email: 'olga@cinema.example',
      phone: '+7 900 111-22-33',
      organisation: 'Registered Cinema',
    });
  });

  it('names all that is wrong with a new lead at once, and makes nothing', async () => {
    const before = await total('leads');
    const answer = await api.post('/leads', {
      topic: 'x',
      accountId: newId(),
      contactId: newId(),
      custom: { nowhere: 1 },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      'body.accountId',
      'body.contactId',
      'body.custom.nowhere',
    ]);
    expect(await total('leads')).toBe(before);
  });

  it('changes what is typed, word by word; null empties, and what is not named stays', async () => {
    const lead = await aLead({ phone: '+7 900', annualRevenue: { amount: '10.00', currency: 'EUR' } });
    const changed = await api.patch(`/leads/${lead.id}`, {
      topic: 'Two halls',
      phone: null,
      region: 'Perm',
      annualRevenue: { amount: '20.00', currency: 'USD' },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        topic: 'Two halls',
        phone: null,
        region: 'Perm',
        annualRevenue: { amount: '20.00', currency: 'USD' },
        personName: words.personName,
        seq: lead.seq,
      },
    });
    expect(await api.patch(`/leads/${lead.id}`, { topic: null })).toMatchObject({ status: 400 });
    expect(await api.patch(`/leads/${lead.id}`, { rating: 'high' })).toMatchObject({ status: 400 });
    expect(await api.patch(`/leads/${newId()}`, { topic: 'x' })).toMatchObject({ status: 404 });
  });

  it('added fields are taken, and a required one is asked for', async () => {
    await api.engine.pool.query(
      `INSERT INTO custom_fields (entity, key, type, name, required) VALUES ('lead', 'seats', 'number', '{"en": "Seats", "ru": "Места"}', true)`,
    );
    const without = await api.post('/leads', words);
    expect(without).toMatchObject({ status: 400, body: { errors: [{ path: 'body.custom.seats' }] } });
    const lead = await aLead({ custom: { seats: 40 } });
    expect(lead.custom).toEqual({ seats: 40 });
    expect(await api.patch(`/leads/${lead.id}`, { custom: { seats: 'many' } })).toMatchObject({ status: 400 });
    expect((await api.patch(`/leads/${lead.id}`, { custom: { seats: 41 } })).body.custom).toEqual({ seats: 41 });
    await api.engine.pool.query(`DELETE FROM custom_fields WHERE key = 'seats'`);
  });

  it('a lead outside of what somebody sees is not there for them, by whatever route', async () => {
    const { colleague, manager } = api.engine.cast;
    const lead = await aLead({ ownerId: manager });
    await repsSee(api.engine.apiPool, 'own');
    const as = { as: colleague };
    for (const path of ['', '/history', '/allowed', '/tasks', '/deadlines', '/interactions', '/qualify'])
      expect(await api.get(`/leads/${lead.id}${path}`, as)).toMatchObject({ status: 404 });
    expect(await api.patch(`/leads/${lead.id}`, { topic: 'Mine' }, as)).toMatchObject({ status: 404 });
    for (const [path, body] of [
      ['qualify', { result: 'disqualified' }],
      ['reactivate', {}],
      ['commands', { type: 'resume' }],
      ['events', { event: 'form filled' }],
    ] as const)
      expect(await api.post(`/leads/${lead.id}/${path}`, body, as)).toMatchObject({ status: 404 });
    // Whoever noted it sees it.
    expect(await api.get(`/leads/${lead.id}`)).toMatchObject({ status: 200 });
    await repsSee(api.engine.apiPool, 'all');
  });

  it('a sale is no lead, and a lead no sale', async () => {
    const lead = await aLead();
    expect(await api.get(`/sales/${lead.id}`)).toMatchObject({ status: 404 });
    expect(await api.post(`/sales/${lead.id}/commands`, { type: 'resume' })).toMatchObject({ status: 404 });
  });

  it('TB-SFA-03 TB-SFA-04 ONEC-14: a lead is followed to the closing and after it, beside other sales of the same client', async () => {
    const lead = await aLead({ organisation: 'Followed LLC', email: 'f@followed.example', topic: 'Hall one' });
    await api.post('/interactions', { kind: 'call', direction: 'out', subject: 'First call', instanceId: lead.id });
    const sale = { amount: { amount: '100000.00', currency: 'RUB' }, decisionDate: '2030-01-15' };
    const { accountId, saleId } = (
      await api.post(`/leads/${lead.id}/qualify`, { result: 'qualified', ground: 'tender', sale })
    ).body.converted;
    const ask = async (task: string, outcome: string, fields = {}) => {
      const card = await until(
        async () => (await api.get(`/sales/${saleId}`)).body,
        ({ tasks = [] }) => tasks.some((one: { task: string }) => one.task === task),
      );
      const { id } = card.tasks.find((one: { task: string }) => one.task === task);
      return api.post(`/sales/${saleId}/commands`, { type: 'complete', task: id, outcome, fields });
    };
    await ask('first-call', 'need confirmed');
    await ask('send-proposal', 'sent', { decisionDate: '2030-02-01' });
    const second = await api.post('/sales', { title: 'Hall two', accountId, secondReason: 'Another hall' });
    expect(second).toMatchObject({ status: 201, body: { stage: { key: 'qualify' }, secondReason: 'Another hall' } });
    expect(await ask('ask-for-decision', 'accepted')).toMatchObject({
      status: 200,
      body: { result: 'won', open: false },
    });
    const story = (await api.get(`/sales/${saleId}/interactions`)).body.items;
    expect(story.map(({ subject }: { subject: string }) => subject)).toEqual(['First call']);
    expect((await api.get(`/sales/${saleId}`)).body.leads).toMatchObject([{ id: lead.id, ground: { code: 'tender' } }]);
    expect((await api.get(`/leads/${lead.id}`)).body).toMatchObject({ saleId, result: 'qualified' });
    const after = await api.post('/interactions', { kind: 'call', subject: 'How is it?', instanceId: saleId });
    expect(after.body).toMatchObject({ account: { id: accountId } });
    const { items } = (await api.get(`/sales?account=${accountId}`)).body;
    expect(items.map(({ stage }: { stage: { key: string } }) => stage.key).sort()).toEqual(['closed.won', 'qualify']);
  });
});
