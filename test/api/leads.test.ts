import { startTestApi } from '../support/api';
import { until } from '../support/engine';

describe('leads over HTTP', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
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
  const accounts = async () => (await api.get('/accounts?count=true')).body.total;

  it('a lead carries the words that were typed in, no probability, and makes no account and no contact', async () => {
    const before = await accounts();
    const made = await api.post('/leads', {
      ...words,
      phone: '+7 900',
      fields: { need: 'An acoustic system', rating: 'high' },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...words,
      stage: { key: 'new' },
      rating: 'high',
      fields: { need: 'An acoustic system' },
    });
    expect(made.body).not.toHaveProperty('probabilityPct');
    expect(await accounts()).toBe(before);
    expect((await api.get('/contacts?name=Anna')).body.items).toEqual([]);
    expect(JSON.stringify((await api.get('/insight/funnel')).body)).not.toContain('standard-lead');
    const { rows } = await api.engine.pool.query(
      'SELECT command, snapshot FROM process_events WHERE instance_id = $1',
      [made.body.id],
    );
    expect(JSON.stringify(rows)).not.toMatch(/Anna|kino/);
  });

  it('qualifying makes just what is marked, and links the lead and the sale to it', async () => {
    const lead = await aLead({ organisation: 'Never made', personName: 'Boris', email: 'boris@x.example' });
    const before = await accounts();
    const done = await api.post(`/leads/${lead.id}/qualify`, {
      result: 'qualified',
      create: { account: false },
      ground: 'tender',
    });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({
      result: 'qualified',
      open: false,
      fields: { ground: 'tender' },
      converted: { accountId: null },
    });
    const { contactId, saleId } = done.body.converted;
    expect(await accounts()).toBe(before);
    expect((await api.get(`/contacts/${contactId}`)).body).toMatchObject({ name: 'Boris', email: 'boris@x.example' });
    const sale = await until(
      () => api.get(`/sales/${saleId}`),
      ({ status }) => status === 200,
    );
    expect(sale.body).toMatchObject({
      title: 'Home cinema',
      contact: { id: contactId },
      account: null,
      stage: { key: 'qualify' },
    });
    expect((await api.get(`/leads/${lead.id}`)).body).toMatchObject({ saleId, contact: { id: contactId } });
  });

  it('qualifying links a client who is registered already, and makes no second one', async () => {
    const account = (await api.post('/accounts', { name: 'Registered LLC' })).body;
    const lead = await aLead({ accountId: account.id });
    const before = await accounts();
    const done = await api.post(`/leads/${lead.id}/qualify`, { result: 'qualified' });
    expect(done.body.converted.accountId).toBe(account.id);
    expect(await accounts()).toBe(before);
    const story = await until(
      () => api.get(`/accounts/${account.id}/story`),
      ({ body }) => body.sales.length > 0,
    );
    expect(story.body).toMatchObject({
      account: { name: 'Registered LLC' },
      types: [
        { process: 'standard-lead', total: 1, open: 0 },
        { process: 'standard-sale', total: 1, open: 1 },
      ],
      leads: [{ id: lead.id, result: 'qualified' }],
      sales: [{ id: done.body.converted.saleId }],
    });
  });

  it('disqualifying is a choice of the same act; it creates nothing, keeps the lead, and can be taken back at any moment', async () => {
    const lead = await aLead();
    const before = await accounts();
    const done = await api.post(`/leads/${lead.id}/qualify`, {
      result: 'disqualified',
      reason: 'not-our-profile',
      comment: 'A bakery',
    });
    expect(done.body).toMatchObject({ result: 'disqualified', fields: { disqualifyReason: 'not-our-profile' } });
    expect(done.body).not.toHaveProperty('converted');
    expect(await accounts()).toBe(before);
    expect(
      (await api.get('/leads?open=false&result=disqualified')).body.items.map((l: { id: string }) => l.id),
    ).toContain(lead.id);
    const back = await api.post(`/leads/${lead.id}/reactivate`);
    expect(back).toMatchObject({ status: 200, body: { open: true, stage: { key: 'contacting' } } });
    const history = (await api.get(`/leads/${lead.id}/history`)).body.items;
    expect(history[1]).toMatchObject({ type: 'close', words: { comment: 'A bakery' } });
  });

  it('one that was postponed is back in work by the same act, before its day', async () => {
    const lead = await aLead();
    const fields = { resumeOn: '2099-01-15', postponeReason: 'budget-later' };
    const put = await api.post(`/leads/${lead.id}/commands`, { type: 'move', to: 'postponed', fields });
    expect(put).toMatchObject({ status: 200, body: { stage: { key: 'postponed' } } });
    const back = await api.post(`/leads/${lead.id}/reactivate`);
    expect(back).toMatchObject({ status: 200, body: { stage: { key: 'contacting' } } });
  });

  it('a reason in other words is kept beside the command', async () => {
    const lead = await aLead();
    const done = await api.post(`/leads/${lead.id}/qualify`, { result: 'disqualified', reason: 'They moved to Mars' });
    expect(done.body).toMatchObject({ result: 'disqualified', fields: { disqualifyReason: null } });
    const { items } = (await api.get(`/leads/${lead.id}/history`)).body;
    expect(items.at(-1).words).toEqual({ reason: 'They moved to Mars' });
  });

  it('a sale is no lead, and a lead no sale', async () => {
    const lead = await aLead();
    expect(await api.get(`/sales/${lead.id}`)).toMatchObject({ status: 404 });
    expect(await api.post(`/sales/${lead.id}/commands`, { type: 'resume' })).toMatchObject({ status: 404 });
  });
});
