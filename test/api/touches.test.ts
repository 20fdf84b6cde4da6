import { v7 as newId } from 'uuid';
import { startTestApi, type TestApi } from '../support/api';
import type { Engine } from '../support/engine';

const DAY_MS = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

describe('touches and sources over HTTP', () => {
  let api: TestApi;
  let engine: Engine;
  let marketer: string;

  const aLead = async (given: Record<string, unknown> = {}) => {
    const answer = await api.post('/leads', { topic: 'Interest', ...given });
    expect(answer).toMatchObject({ status: 201 });
    return answer.body;
  };
  const aTouch = async (given: Record<string, unknown>) => {
    const answer = await api.post('/touches', { kind: 'opened', source: 'Letters', ...given });
    expect(answer).toMatchObject({ status: 201 });
    return answer.body;
  };
  const aContact = async (given: Record<string, unknown> = {}) => {
    const id = newId();
    await engine.pool.query('INSERT INTO contacts (id, name, email, phone, external_key) VALUES ($1, $2, $3, $4, $5)', [
      id,
      given.name ?? 'Vera',
      given.email ?? null,
      given.phone ?? null,
      given.externalKey ?? null,
    ]);
    return id;
  };
  const aProduct = async (key: string) => {
    const id = newId();
    await engine.pool.query('INSERT INTO products (id, key, name) VALUES ($1, $2, $2)', [id, key]);
    return id;
  };
  const touchesOf = async (path: string) => (await api.get(`${path}/touches`)).body;
  const sourceOf = async (key: string) => {
    const { rows } = await engine.pool.query('SELECT id FROM sources WHERE key = $1', [key]);
    return rows[0]?.id as string;
  };

  beforeAll(async () => {
    const started = await startTestApi();
    api = started;
    engine = started.engine;
    marketer = newId();
    await engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Max Marketer', 'max@example.com', '{marketer}')`,
      [marketer],
    );
  });

  describe('sources', () => {
    it('PB-10: a referral and an incoming call are sources like any campaign, and words of leads become sources too', async () => {
      const { body } = await api.get('/sources?kind=outside');
      expect(body.items).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ key: 'referral', name: { en: 'Referred client', ru: 'По рекомендации' } }),
          expect.objectContaining({ key: 'incoming call', kind: 'outside' }),
        ]),
      );
      await aLead({ source: '  Trade   FAIR ' });
      await aLead({ source: 'trade fair' });
      const known = (await api.get('/sources?limit=500')).body.items.filter(
        (one: { key: string }) => one.key === 'trade fair',
      );
      expect(known).toMatchObject([{ kind: 'outside', cost: null, endsOn: null, running: true }]);
    });

    it('a usual source that nobody has made yet is one in either language, under a name in both', async () => {
      const [one, other] = [await aLead({ source: 'website' }), await aLead({ source: 'Сайт' })];
      for (const { id } of [one, other])
        expect((await touchesOf(`/leads/${id}`)).items).toMatchObject([
          { source: { key: 'website', name: { en: 'Website', ru: 'Сайт' } } },
        ]);
    });

    it('a lead that names a source in either language is of that source', async () => {
      const { rows } = await engine.pool.query('SELECT count(*)::int AS n FROM sources');
      const lead = await aLead({ source: 'по рекомендации' });
      expect((await touchesOf(`/leads/${lead.id}`)).items).toMatchObject([{ source: { key: 'referral' } }]);
      expect((await engine.pool.query('SELECT count(*)::int AS n FROM sources')).rows).toEqual(rows);
    });

    it('PB-11: a source outside of campaigns costs nothing, and refuses a cost', async () => {
      const body = { name: { en: 'Walk-in', ru: 'Зашёл сам' }, kind: 'outside' };
      const refused = await api.post(
        '/sources',
        { ...body, cost: { amount: '1.00', currency: 'RUB' } },
        { as: marketer },
      );
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'body.cost' }] } });
      expect(await api.post('/sources', body, { as: marketer })).toMatchObject({ status: 201, body: { cost: null } });
    });

    it('PB-12: it has no end, and refuses one; a campaign may have a term, or none', async () => {
      const name = { en: 'Word of mouth', ru: 'Сарафанное радио' };
      const ended = await api.post('/sources', { name, kind: 'outside', endsOn: '2026-12-31' }, { as: marketer });
      expect(ended).toMatchObject({ status: 400, body: { errors: [{ path: 'body.endsOn' }] } });
      const made = await api.post('/sources', { name, kind: 'outside', startsOn: '2020-01-01' }, { as: marketer });
      expect(made).toMatchObject({ status: 201, body: { endsOn: null, running: true } });
      const over = {
        name: { en: 'Spring 2020', ru: 'Весна 2020' },
        kind: 'campaign',
        startsOn: '2020-03-01',
        endsOn: '2020-05-31',
      };
      expect((await api.post('/sources', over, { as: marketer })).body).toMatchObject({ running: false });
      const running = (await api.get('/sources?running=true&limit=500')).body.items.map(
        (one: { key: string }) => one.key,
      );
      expect(running).toEqual(expect.arrayContaining(['word of mouth', 'referral']));
      expect(running).not.toContain('spring 2020');
    });

    it('no two go by the same name, and only some may make them', async () => {
      const twin = { key: 'twin', name: { en: 'INCOMING  phone call', ru: 'Близнец' }, kind: 'outside' };
      expect(await api.post('/sources', twin, { as: marketer })).toMatchObject({ status: 400 });
      expect(await api.post('/sources', { ...twin, name: { en: 'X', ru: 'Х' } })).toMatchObject({ status: 403 });
    });

    it('what was found as a word can be made a campaign with a cost; its touches stay', async () => {
      const lead = await aLead({ source: 'Autumn letters' });
      const id = await sourceOf('autumn letters');
      const words = { name: { en: 'Autumn letters', ru: 'Осенние письма' }, kind: 'campaign', endsOn: '2030-11-30' };
      const changed = await api.put(
        `/sources/${id}`,
        { ...words, cost: { amount: '1200.50', currency: 'RUB' } },
        { as: marketer },
      );
      expect(changed.body).toMatchObject({ key: 'autumn letters', cost: { amount: '1200.50', currency: 'RUB' } });
      expect((await touchesOf(`/leads/${lead.id}`)).items).toMatchObject([{ source: { id, kind: 'campaign' } }]);
    });
  });

  describe('touches', () => {
    it('PB-01: what a lead came by is a touch that neither a change of its words nor its conversion takes away', async () => {
      const lead = await aLead({ source: 'Web form', personName: 'Petra', email: 'petra@client.example' });
      await engine.pool.query(`UPDATE leads SET source = 'Something else' WHERE id = $1`, [lead.id]);
      const qualified = await api.post(`/leads/${lead.id}/qualify`, {
        result: 'qualified',
        create: { account: false, contact: true, sale: false },
      });
      expect(qualified.status).toBe(200);
      const contact = qualified.body.converted.contactId;
      const [touch] = (await touchesOf(`/contacts/${contact}`)).items;
      expect(touch).toMatchObject({
        source: { key: 'web form' },
        kind: 'came',
        lead: { id: lead.id },
        contact: { id: contact },
      });
    });

    it('a lead of a campaign came by the campaign', async () => {
      const id = newId();
      await engine.pool.query(
        `INSERT INTO leads (id, topic, source, campaign, created_at) VALUES ($1, 'x', 'Web form', 'Summer', now())`,
        [id],
      );
      const { rows } = await engine.pool.query(
        'SELECT s.key, s.kind FROM touches t JOIN sources s ON s.id = t.source_id WHERE t.lead_id = $1',
        [id],
      );
      expect(rows).toEqual([{ key: 'summer', kind: 'campaign' }]);
    });

    it('PB-02: every contact with somebody is a record of its own', async () => {
      const contact = await aContact();
      for (const n of [3, 2, 1]) await aTouch({ contactId: contact, activityAt: daysAgo(n) });
      const { items, head } = await touchesOf(`/contacts/${contact}`);
      expect(new Set(items.map((one: { id: string }) => one.id)).size).toBe(3);
      expect(head).toMatchObject({ touches: 3, responses: 0 });
    });

    it('PB-03: it names its campaign, and has a status and dates of its own: act, answer, entry', async () => {
      const contact = await aContact();
      const product = await aProduct('lamp');
      const times = { activityAt: daysAgo(9), responseAt: daysAgo(7) };
      const touch = await aTouch({ contactId: contact, status: 'accepted', productId: product, ...times });
      expect(touch).toMatchObject({
        source: { key: 'letters' },
        status: 'accepted',
        product: { id: product },
        ...times,
        enteredBy: { name: 'Rita Rep' },
      });
      expect(Date.parse(touch.enteredAt)).toBeGreaterThan(Date.parse(times.responseAt));
    });

    it('PB-05: a registration and a download are two records', async () => {
      const contact = await aContact();
      await aTouch({ contactId: contact, kind: 'registered', source: 'Webinar' });
      await aTouch({ contactId: contact, kind: 'downloaded', source: 'Site' });
      const kinds = (await touchesOf(`/contacts/${contact}`)).items.map((one: { kind: string }) => one.kind);
      expect(kinds.sort()).toEqual(['downloaded', 'registered']);
    });

    it('PB-07: of 120 records one reads the current state and the interests first, then page by page', async () => {
      const contact = await aContact();
      const [lamp, desk] = [await aProduct('lamp-7'), await aProduct('desk-7')];
      const lead = await aLead({ contactId: contact, topic: 'New desks', source: 'Fair' });
      await engine.pool.query(
        `INSERT INTO touches (id, source_id, contact_id, kind, activity_at, response_at, product_id, entered_at)
         SELECT gen_random_uuid(), $2, $1, 'sent', now() - n * interval '1 day', CASE WHEN n % 4 = 0 THEN now() - n * interval '1 day' END,
           CASE WHEN n % 4 = 0 THEN $3::uuid WHEN n % 4 = 1 THEN $4::uuid END, now() - interval '1 minute' FROM generate_series(1, 119) n`,
        [contact, await sourceOf('referral'), desk, lamp],
      );
      const seen: { activityAt: string }[] = [];
      let next: string | null = '';
      while (next !== null) {
        const { body } = await api.get(`/contacts/${contact}/touches?limit=50${next && `&cursor=${next}`}`);
        seen.push(...body.items);
        next = body.next;
        expect(body.head).toMatchObject({
          touches: 120,
          responses: 30,
          interests: [
            { product: { name: 'desk-7' }, responses: 29 },
            { product: { name: 'lamp-7' }, responses: 0 },
          ],
          open: [{ id: lead.id, kind: 'lead', name: 'New desks', stage: { key: 'new', name: { en: 'New' } } }],
        });
      }
      const dates = seen.map((one) => one.activityAt);
      expect(dates).toHaveLength(120);
      expect(dates).toEqual([...dates].sort().reverse());
    });

    it('an account has the touches of its leads and of its people', async () => {
      const account = newId();
      const contact = await aContact();
      await engine.pool.query(`INSERT INTO accounts (id, name) VALUES ($1, 'Acme')`, [account]);
      await engine.pool.query('INSERT INTO account_contacts (account_id, contact_id) VALUES ($1, $2)', [
        account,
        contact,
      ]);
      await aLead({ accountId: account, source: 'Fair' });
      await aTouch({ contactId: contact, source: 'Webinar' });
      await aTouch({ accountId: account, source: 'Site' });
      const { items } = await touchesOf(`/accounts/${account}`);
      expect(items.map((one: { source: { key: string } }) => one.source.key).sort()).toEqual([
        'fair',
        'site',
        'webinar',
      ]);
    });

    it('tells all faults of a body at once, and writes nothing', async () => {
      const before = (await api.get('/touches?count=true')).body.total;
      const answer = await api.post('/touches', {
        leadId: newId(),
        sourceId: newId(),
        kind: 'sent',
        activityAt: new Date(Date.now() + DAY_MS).toISOString(),
        responseAt: daysAgo(1),
      });
      expect(answer.status).toBe(400);
      expect(answer.body.errors.map((one: { path: string }) => one.path)).toEqual([
        'body.activityAt',
        'body.responseAt',
        'body.leadId',
        'body.sourceId',
      ]);
      expect((await api.get('/touches?count=true')).body.total).toBe(before);
    });

    it('whoever sees only their own leads sees no touch of others’', async () => {
      const lead = await aLead({ source: 'Quiet source' });
      const source = await sourceOf('quiet source');
      const as = newId();
      await engine.apiPool.query(
        `INSERT INTO roles (key, name, rights, sight) VALUES ('solo', '{"en": "Solo", "ru": "Один"}', $1, 'own')`,
        [['lead.read', 'touch.read', 'insight.read']],
      );
      await engine.pool.query(
        `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Sole Seller', 'sole@example.com', '{solo}')`,
        [as],
      );
      expect(await api.get(`/leads/${lead.id}/touches`, { as })).toMatchObject({ status: 404 });
      expect((await api.get(`/touches?source=${source}`, { as })).body.items).toEqual([]);
      const figures = (await api.get('/insight/sources', { as })).body.items;
      expect(figures.find((one: { source: { id: string } | null }) => one.source?.id === source)).toBeUndefined();
      expect((await api.get(`/touches?source=${source}`)).body.items).toHaveLength(1);
    });
  });

  describe('history filled in afterwards', () => {
    const fill = (items: unknown[]) => api.post('/touches/backfill', { items }, { as: marketer });

    it('PB-14: comes with the true dates of act and answer, whenever it is entered, and once however often it is sent', async () => {
      const contact = await aContact({ email: 'Log@Client.example' });
      const row = {
        externalKey: 'mail-1',
        source: 'Newsletter 7',
        kind: 'opened',
        activityAt: daysAgo(400),
        responseAt: daysAgo(399),
        email: 'log@client.example',
      };
      expect((await fill([row])).body).toMatchObject({ counts: { written: 1 }, items: [{ became: 'written' }] });
      expect((await fill([row])).body).toMatchObject({ counts: { known: 1, written: 0 } });
      const { items } = await touchesOf(`/contacts/${contact}`);
      expect(items).toMatchObject([{ activityAt: row.activityAt, responseAt: row.responseAt, externalKey: 'mail-1' }]);
      expect(Date.parse(items[0].enteredAt)).toBeGreaterThan(Date.parse(row.responseAt));
    });

    it('PB-15: rows of a mail log or a telephone system are matched by address, phone or key, each with its own answer', async () => {
      const byPhone = await aContact({ phone: '8 (495) 123-45-67' });
      const byKey = await aContact({ externalKey: 'crm-17' });
      const twins = [
        await aContact({ email: 'twin@client.example' }),
        await aContact({ email: 'twin@client.example' }),
      ];
      const lead = await aLead({ email: 'onlylead@client.example', source: 'Fair' });
      const at = { source: 'Audit', kind: 'called', activityAt: daysAgo(30) };
      const { body } = await fill([
        { externalKey: 'a', phone: '+7 495 123 45 67', ...at },
        { externalKey: 'b', contactKey: 'crm-17', ...at },
        { externalKey: 'c', email: 'twin@client.example', ...at },
        { externalKey: 'd', email: 'ONLYLEAD@client.example', ...at },
        { externalKey: 'e', email: 'nobody@client.example', ...at },
        { externalKey: 'f', contactKey: 'crm-17', ...at, activityAt: new Date(Date.now() + DAY_MS).toISOString() },
        { externalKey: 'g', contactKey: 'crm-17', product: 'no-such', ...at },
      ]);
      expect(body.items.map((one: { became: string }) => one.became)).toEqual([
        'written',
        'written',
        'ambiguous',
        'written',
        'unmatched',
        'faulty',
        'faulty',
      ]);
      expect(body.items[2].ids.sort()).toEqual(twins.sort());
      for (const id of [byPhone, byKey]) expect((await touchesOf(`/contacts/${id}`)).items).toHaveLength(1);
      expect((await touchesOf(`/leads/${lead.id}`)).items).toHaveLength(2);
      await aContact({ email: 'nobody@client.example' });
      expect((await fill([{ externalKey: 'e', email: 'nobody@client.example', ...at }])).body.counts.written).toBe(1);
    });

    it('PB-15: what the CRM itself has on record becomes touches, once each', async () => {
      const contact = await aContact();
      const call = { kind: 'call', direction: 'in', at: daysAgo(50), subject: 'Asked for a price', contactId: contact };
      expect((await api.post('/interactions', call)).status).toBe(201);
      const during = { from: daysAgo(60), to: daysAgo(40) };
      const made = await api.post('/touches/from-interactions', during, { as: marketer });
      expect(made.body).toEqual({ written: 1, more: false });
      expect((await api.post('/touches/from-interactions', during, { as: marketer })).body.written).toBe(0);
      expect((await touchesOf(`/contacts/${contact}`)).items).toMatchObject([
        { source: { key: 'incoming call' }, kind: 'called', activityAt: call.at, responseAt: call.at },
      ]);
    });
  });
});
