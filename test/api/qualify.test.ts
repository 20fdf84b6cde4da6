import { v7 as newId } from 'uuid';
import { publishProcess } from '../../activities/publish';
import { startTestApi, type TestApi } from '../support/api';
import { type Engine, until } from '../support/engine';
import { editedText } from '../support/second-version';

describe('qualifying a lead over HTTP', () => {
  let api: TestApi & { engine: Engine };
  let n = 0;
  beforeAll(async () => {
    api = await startTestApi();
  });
  /** A lead of an organisation and a person that nobody knows yet. */
  const aLead = async (more = {}) => {
    n += 1;
    const client = { personName: `Person ${n}`, organisation: `Company ${n}`, email: `p${n}@client.example` };
    return (await api.post('/leads', { topic: `Interest ${n}`, ...client, ...more })).body;
  };
  const qualify = (id: string, body: object = {}, key = newId()) =>
    api.post(`/leads/${id}/qualify`, { result: 'qualified', ...body }, { key });
  const disqualify = (id: string, body: object = {}) =>
    api.post(`/leads/${id}/qualify`, { result: 'disqualified', ...body });
  const preview = async (id: string, query = '') => (await api.get(`/leads/${id}/qualify${query}`)).body;
  const totals = async () => {
    const count = async (list: string) => (await api.get(`/${list}?count=true`)).body.total as number;
    return { accounts: await count('accounts'), contacts: await count('contacts'), sales: await rowsOf('sales') };
  };
  const rowsOf = async (table: string) =>
    Number((await api.engine.pool.query(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);
  const saleOf = (id: string) =>
    until(
      () => api.get(`/sales/${id}`),
      ({ status }) => status === 200,
    );

  it('DYN-24 DYN-25 DYN-27 DYN-29: one act makes a contact, an organisation and a sale of what the lead says, and links them all', async () => {
    const lead = await aLead({
      post: 'Head',
      phone: '+7 900 000-00-01',
      industry: 'Food',
      region: 'Perm',
      language: 'ru',
      source: 'Site',
      annualRevenue: { amount: '5.00', currency: 'USD' },
    });
    const { accountId, contactId, saleId } = (await qualify(lead.id)).body.converted;
    expect((await api.get(`/accounts/${accountId}`)).body).toMatchObject({
      name: lead.organisation,
      industry: 'Food',
      region: 'Perm',
      annualRevenue: { amount: '5.00', currency: 'USD' },
    });
    expect((await api.get(`/contacts/${contactId}`)).body).toMatchObject({
      name: lead.personName,
      email: lead.email,
      phone: '+7 900 000-00-01',
      accounts: [{ id: accountId, post: 'Head' }],
    });
    expect((await saleOf(saleId)).body).toMatchObject({
      title: lead.topic,
      source: 'Site',
      owner: lead.owner,
      account: { id: accountId },
      contact: { id: contactId },
      leads: [{ id: lead.id, number: lead.number, topic: lead.topic }],
    });
    expect((await api.get(`/leads/${lead.id}`)).body).toMatchObject({
      saleId,
      account: { id: accountId },
      contact: { id: contactId },
    });
  });

  it('DYN-28: just what is marked appears, whichever marks these are', async () => {
    for (const marks of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const create = { account: (marks & 1) > 0, contact: (marks & 2) > 0, sale: (marks & 4) > 0 };
      const lead = await aLead();
      const before = await totals();
      const { converted } = (await qualify(lead.id, { create })).body;
      expect(await totals()).toEqual({
        accounts: before.accounts + Number(create.account),
        contacts: before.contacts + Number(create.contact),
        sales: before.sales + Number(create.sale),
      });
      const made = { account: converted.accountId, contact: converted.contactId, sale: converted.saleId };
      expect(Object.entries(made).map(([what, id]) => [what, id !== null])).toEqual(Object.entries(create));
    }
  });

  it.each([
    ['the same e-mail in other letters', { email: 'KNOWN@Client.example' }, 'the same e-mail'],
    ['the same phone as it is dialled at home', { email: undefined, phone: '8 (912) 345-67-89' }, 'the same phone'],
    ['the same phone abroad', { email: undefined, phone: '00 7 912 345 67 89' }, 'the same phone'],
  ])('DYN-26: %s is the same person, who is linked and not doubled', async (_, client, why) => {
    const known =
      (await api.get('/contacts?name=Known')).body.items[0] ??
      (await api.post('/contacts', { name: 'Known Person', email: 'known@client.example', phone: '+7 912 345-67-89' }))
        .body;
    const lead = await aLead({ organisation: undefined, ...client });
    expect((await preview(lead.id)).contact).toMatchObject({ does: 'link', why, record: { id: known.id } });
    const before = await totals();
    const done = await qualify(lead.id, { secondReason: 'Another matter' });
    expect(done.body.converted.contactId).toBe(known.id);
    expect((await totals()).contacts).toBe(before.contacts);
    expect((await saleOf(done.body.converted.saleId)).body.contact.id).toBe(known.id);
  });

  it('DYN-26: the same name of an organisation, in other letters and in the other alphabet, is the same organisation', async () => {
    const account = (await api.post('/accounts', { name: 'Северный металл' })).body;
    for (const organisation of ['СЕВЕРНЫЙ МЕТАЛЛ', 'Severnyi metall']) {
      const lead = await aLead({ organisation });
      expect((await preview(lead.id)).account).toMatchObject({ why: 'the same name', record: { id: account.id } });
      const done = await qualify(lead.id, { secondReason: 'Another matter' });
      expect(done.body.converted.accountId).toBe(account.id);
    }
  });

  it('DYN-26: a mere likeness is told beforehand and links nothing; whoever knows better gives the id', async () => {
    const account = (await api.post('/accounts', { name: 'Gazelle Transport' })).body;
    const lead = await aLead({ organisation: 'Gazele Transport Ltd' });
    expect((await preview(lead.id)).account).toMatchObject({
      does: 'create',
      name: 'Gazele Transport Ltd',
      likely: [{ id: account.id, name: 'Gazelle Transport' }],
    });
    expect((await preview(lead.id, `?accountId=${account.id}`)).account).toMatchObject({ does: 'link', why: 'given' });
    const before = await totals();
    const done = await qualify(lead.id, { accountId: account.id });
    expect(done.body.converted.accountId).toBe(account.id);
    expect((await totals()).accounts).toBe(before.accounts);
  });

  it('DYN-26: "new" makes a record although one is known', async () => {
    const account = (await api.post('/accounts', { name: 'Namesake' })).body;
    const lead = await aLead({ organisation: 'Namesake' });
    const done = await qualify(lead.id, { create: { account: 'new' } });
    expect(done.body.converted.accountId).not.toBe(account.id);
    expect((await api.get('/accounts?name=Namesake')).body.items).toHaveLength(2);
  });

  it('DYN-26: a record that was merged is linked by the one that it lives on in, and a person who was forgotten by none', async () => {
    const [double, survivor] = await Promise.all(
      ['Double', 'Survivor'].map(async (name) => (await api.post('/accounts', { name })).body),
    );
    const gone = (await api.post('/contacts', { name: 'Gone', email: 'gone@client.example' })).body;
    await api.engine.pool.query('UPDATE accounts SET merged_into = $1 WHERE id = $2', [survivor.id, double.id]);
    await api.engine.pool.query('UPDATE contacts SET erased_at = now() WHERE id = $1', [gone.id]);
    const lead = await aLead({ accountId: double.id, email: 'gone@client.example' });
    const { accountId, contactId } = (await qualify(lead.id)).body.converted;
    expect(accountId).toBe(survivor.id);
    expect(contactId).not.toBe(gone.id);
    expect(await qualify((await aLead()).id, { contactId: gone.id })).toMatchObject({ status: 400 });
  });

  it('two conversions of the same lead at the same moment make one sale', async () => {
    const lead = await aLead();
    const before = await totals();
    const answers = await Promise.all(Array.from({ length: 16 }, () => qualify(lead.id)));
    const done = answers.filter(({ status }) => status === 200);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map(({ body }) => body.converted.saleId)).size).toBe(1);
    for (const { status, body } of answers)
      if (status !== 200) expect([status, body.code]).toEqual([409, expect.any(String)]);
    expect(await totals()).toEqual({
      accounts: before.accounts + 1,
      contacts: before.contacts + 1,
      sales: before.sales + 1,
    });
  });

  it('sixteen leads of one new client that are qualified at the same moment make one organisation and one contact', async () => {
    const client = { organisation: 'Stampede LLC', personName: 'Rush', email: 'rush@stampede.example' };
    const leads = await Promise.all(Array.from({ length: 16 }, () => aLead(client)));
    const before = await totals();
    const answers = await Promise.all(leads.map(({ id }) => qualify(id)));
    const done = answers.filter(({ status }) => status === 200).map(({ body }) => body.converted);
    expect(done.length).toBeGreaterThan(0);
    for (const one of ['accountId', 'contactId', 'saleId']) expect(new Set(done.map((made) => made[one])).size).toBe(1);
    expect(await totals()).toEqual({
      accounts: before.accounts + 1,
      contacts: before.contacts + 1,
      sales: before.sales + 1,
    });
  });

  it('carries every touch, interaction and note along; the story of the sale shows those of the lead', async () => {
    const lead = await aLead({ source: 'Fair' });
    const notes = ['First', 'Second', 'Third'];
    for (const subject of notes)
      await api.post('/interactions', {
        kind: 'call',
        direction: 'out',
        subject,
        result: `About ${subject}`,
        instanceId: lead.id,
      });
    const { accountId, contactId, saleId } = (await qualify(lead.id)).body.converted;
    await saleOf(saleId);
    await api.post('/interactions', { kind: 'meeting', subject: 'With the sale', instanceId: saleId });
    const { items } = (await api.get(`/sales/${saleId}/interactions`)).body;
    expect(items.map(({ subject }: { subject: string }) => subject).sort()).toEqual([...notes, 'With the sale'].sort());
    for (const item of items) expect(item).toMatchObject({ account: { id: accountId }, contact: { id: contactId } });
    const { rows } = await api.engine.pool.query('SELECT account_id, contact_id FROM touches WHERE lead_id = $1', [
      lead.id,
    ]);
    expect(rows).toEqual([{ account_id: accountId, contact_id: contactId }]);
  });

  it('DYN-30: the lead itself offers the act, with what it would come to', async () => {
    const lead = await aLead();
    const { items } = (await api.get(`/leads/${lead.id}/allowed`)).body;
    const outcomes = items.map(({ body }: { body: { type: string; outcome?: string } }) => [body.type, body.outcome]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        ['close', 'qualified'],
        ['close', 'disqualified'],
      ]),
    );
    expect(await preview(lead.id)).toMatchObject({
      account: { does: 'create', name: lead.organisation },
      contact: { does: 'create', name: lead.personName },
      sale: { does: 'create', title: lead.topic, process: { key: 'standard-sale' }, open: [] },
    });
  });

  it('DYN-31: what is known of the sale goes along; what it still lacks is told, and stands on its card until it is entered', async () => {
    const lead = await aLead({ estimate: { probabilityPct: 30, amount: { amount: '10.00', currency: 'RUB' } } });
    const before = (await preview(lead.id)).sale;
    const fields = (lacks: { field: string }[]) => lacks.map(({ field }) => field);
    expect(fields(before.lacks)).toEqual(['amount', 'probability', 'decisionDate', 'rating']);
    expect(before.suggests).toEqual({ amount: { amount: '10.00', currency: 'RUB' }, probabilityPct: 30 });
    const sale = { title: 'A cinema', amount: { amount: '250000.50', currency: 'RUB' }, rating: 'high' };
    const key = newId();
    const done = await qualify(lead.id, { sale }, key);
    expect(fields(done.body.sale.lacks)).toEqual(['probability', 'decisionDate']);
    const { saleId } = done.body.converted;
    const card = (await saleOf(saleId)).body;
    expect(card).toMatchObject({ ...sale, probabilityPct: 20, decisionDate: null });
    expect(fields(card.lacks)).toEqual(['probability', 'decisionDate']);
    const entered = { probability: 35, decisionDate: '2030-05-01' };
    const whole = await api.post(`/sales/${saleId}/commands`, { type: 'amend', fields: entered });
    expect(whole.body).toMatchObject({ probabilityPct: 35, decisionDate: '2030-05-01', lacks: [] });
    expect((await qualify(lead.id, { sale }, key)).body).toEqual(done.body);
  });

  it('DYN-31: nothing that was said of the sale is lost: what its process cannot hold is a fault, and changes nothing', async () => {
    const lead = await aLead();
    const answer = await qualify(lead.id, {
      sale: { rating: 'urgent', fields: { colour: 'red' }, custom: { nowhere: 1 } },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      'body.sale.custom.nowhere',
      'body.sale.fields.colour',
      'body.sale.rating',
    ]);
    expect((await api.get(`/leads/${lead.id}`)).body.open).toBe(true);
  });

  it('DYN-33 DYN-34 DYN-35 DYN-36: disqualifying is a choice of the same act, with or without a reason; it creates nothing and deletes nothing', async () => {
    const before = await totals();
    for (const [reason, verdict] of [
      ['client-refuses', { code: 'client-refuses', words: null }],
      ['not-our-profile', { code: 'not-our-profile', words: null }],
      ['They moved to Mars', { code: 'other', words: 'They moved to Mars' }],
      [undefined, { code: null, name: null, words: null }],
    ] as const) {
      const lead = await aLead();
      const done = await disqualify(lead.id, { reason, comment: 'A bakery' });
      expect(done.body).toMatchObject({ result: 'disqualified', open: false, verdict, prompts: [] });
      expect(done.body).not.toHaveProperty('converted');
      const listed = (await api.get('/leads?open=false&result=disqualified')).body.items;
      expect(listed.map(({ id }: { id: string }) => id)).toContain(lead.id);
      const history = (await api.get(`/leads/${lead.id}/history`)).body.items;
      expect(history[1]).toMatchObject({ type: 'close', words: { comment: 'A bakery' } });
    }
    expect(await totals()).toEqual(before);
  });

  it('DYN-37: a disqualified lead can be activated again at any moment, and qualified then', async () => {
    const lead = await aLead();
    for (const _ of [1, 2]) {
      await disqualify(lead.id, { reason: 'Not now' });
      const back = await api.post(`/leads/${lead.id}/reactivate`);
      expect(back).toMatchObject({ status: 200, body: { open: true, stage: { key: 'contacting' }, verdict: null } });
    }
    expect(await qualify(lead.id)).toMatchObject({ status: 200, body: { result: 'qualified' } });
  });

  it('DYN-45: six grounds are suggested, and any other words will do; they are on the lead and on the sale', async () => {
    const lead = await aLead();
    const { grounds } = await preview(lead.id);
    expect(grounds.map(({ key }: { key: string }) => key)).toEqual([
      'proposal-requested',
      'proposal-decided',
      'specification-needed',
      'plans-known',
      'tender',
      'order-of-the-head',
      'other',
    ]);
    const own = await qualify(lead.id, { ground: 'Met at the opera' });
    const verdict = { code: 'other', words: 'Met at the opera' };
    expect(own.body).toMatchObject({ verdict });
    expect((await saleOf(own.body.converted.saleId)).body.leads).toMatchObject([{ ground: verdict }]);
    for (const { key: ground, name } of grounds) {
      const done = await qualify((await aLead()).id, { ground });
      expect(done.body).toMatchObject({ verdict: { code: ground, name, words: null } });
      expect((await saleOf(done.body.converted.saleId)).body.leads).toMatchObject([{ ground: { code: ground, name } }]);
    }
    expect((await qualify((await aLead()).id)).body.verdict).toEqual({ code: null, name: null, words: null });
  });

  it('DYN-46: how long a lead may take is said in its process: five minutes in one, days in another', async () => {
    const quick = editedText('standard-lead', [
      ['process: standard-lead', 'process: quick-lead'],
      ['limit: 4 working hours', 'limit: 5 minutes'],
    ]);
    await publishProcess(api.engine.pool, 'quick', quick);
    const lead = await aLead({ process: 'quick-lead' });
    expect(Date.parse(lead.dueAt) - Date.parse(lead.startedAt)).toBe(5 * 60_000);
    expect((await aLead()).process.key).toBe('standard-lead');
  });

  it('DYN-48: a lead that was put off is back in work by the same act, before its day', async () => {
    const lead = await aLead();
    const fields = { resumeOn: '2099-01-15', postponeReason: 'budget-later' };
    const put = await api.post(`/leads/${lead.id}/commands`, { type: 'move', to: 'postponed', fields });
    expect(put).toMatchObject({ status: 200, body: { stage: { key: 'postponed' }, open: true } });
    const back = await api.post(`/leads/${lead.id}/reactivate`);
    expect(back).toMatchObject({ status: 200, body: { stage: { key: 'contacting' }, open: true } });
  });
});
