import { type ClientsApi, startClientsApi } from '../support/clients';

describe('cards of organisations', () => {
  let api: ClientsApi;
  beforeAll(async () => {
    api = await startClientsApi();
  });
  const change = (id: string, body: unknown, as = api.rep) => api.put(`/accounts/${id}`, body, { as });

  it('ONEC-02: a client known from a notebook is entered with a name alone, and a phone beside it if there is one', async () => {
    const bare = await api.anAccount({ name: 'Ashdown Foods' });
    expect(bare).toMatchObject({ name: 'Ashdown Foods', phone: null, points: [], revision: 1, contacts: [] });
    const noted = await api.anAccount({ name: 'Bramley & Sons', phone: '+44 20 7946 0018' });
    expect(noted).toMatchObject({ phone: '+44 20 7946 0018', points: [{ kind: 'phone', value: '+44 20 7946 0018' }] });
  });

  it('ONEC-03: the card is the root record: general data, requisites, properties, categories, and the way to every process', async () => {
    const { id } = await api.anAccount({ name: 'Root Ltd' });
    const card = (await api.get(`/accounts/${id}`)).body;
    for (const tab of ['points', 'addresses', 'requisites', 'properties', 'categories', 'contacts', 'custom'])
      expect(card).toHaveProperty(tab);
    const story = await api.get(`/accounts/${id}/story`);
    expect(story).toMatchObject({
      status: 200,
      body: { types: [], leads: [], sales: [], interactions: [], next: null },
    });
  });

  it('ONEC-04: name, region, holding, addresses, phones and kinds of activity', async () => {
    const holding = await api.anAccount({ name: 'Северная группа' });
    const body = {
      name: 'ООО «Северный металл»',
      legalName: 'Общество с ограниченной ответственностью «Северный металл»',
      taxNumber: '7707083893',
      country: 'Россия',
      region: 'Мурманская область',
      holdingId: holding.id,
      activities: ['прокат', 'литьё'],
      website: 'https://sevmet.example',
      points: [
        { kind: 'phone', value: '+7 900 111-22-33', label: 'приёмная' },
        { kind: 'phone', value: '8 (8152) 44-55-66' },
        { kind: 'e-mail', value: 'office@sevmet.example' },
        { kind: 'messenger', value: '@sevmet' },
      ],
      addresses: [
        { kind: 'legal', country: 'Россия', city: 'Мурманск', postcode: '183038', line: 'пр. Ленина, 1' },
        { kind: 'delivery', city: 'Апатиты' },
      ],
      requisites: [
        { name: 'ООО «Северный металл»', bank: 'Банк', bankCode: '044525225', bankAccount: '40702810900000000001' },
      ],
    };
    const made = await api.anAccount(body);
    const card = (await api.get(`/accounts/${made.id}`)).body;
    const { holdingId, website, points, addresses, requisites, ...words } = body;
    expect(card).toMatchObject({ ...words, website, holding: { id: holdingId, name: 'Северная группа' } });
    expect(card).toMatchObject({ addresses, requisites });
    expect(card.points).toEqual([
      { kind: 'site', value: website, label: null },
      ...points.map((point) => ({ label: null, ...point })),
    ]);
    expect(card).toMatchObject({ phone: '+7 900 111-22-33', email: 'office@sevmet.example' });
    const { rows } = await api.pool.query(
      'SELECT normal FROM contact_points WHERE account_id = $1 AND kind = $2 ORDER BY position',
      [made.id, 'phone'],
    );
    expect(rows).toEqual([{ normal: '+79001112233' }, { normal: '+78152445566' }]);
  });

  it('no organisation belongs to itself, over however many others', async () => {
    const [a, b, c] = [
      await api.anAccount({ name: 'A' }),
      await api.anAccount({ name: 'B' }),
      await api.anAccount({ name: 'C' }),
    ];
    expect((await change(b.id, { revision: 1, holdingId: a.id })).status).toBe(200);
    expect((await change(c.id, { revision: 1, holdingId: b.id })).status).toBe(200);
    const errors = [{ path: 'body.holdingId', message: 'It would belong to itself' }];
    for (const holdingId of [a.id, b.id, c.id])
      expect(await change(a.id, { revision: 1, holdingId })).toMatchObject({ status: 400, body: { errors } });
    expect((await api.get(`/accounts/${a.id}`)).body).toMatchObject({ holding: null, revision: 1 });
  });

  it('two changes at once that would close a circle only together: one of them is refused', async () => {
    const [a, b] = [await api.anAccount({ name: 'Left' }), await api.anAccount({ name: 'Right' })];
    const answers = await Promise.all([
      change(a.id, { revision: 1, holdingId: b.id }),
      change(b.id, { revision: 1, holdingId: a.id }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('ONEC-06: a client has a curator, responsible for it as a whole', async () => {
    const { id } = await api.anAccount({ name: 'Curated', ownerId: api.rep });
    expect((await api.get(`/accounts/${id}`)).body).toMatchObject({ ownerId: api.rep, owner: { name: 'Rita Rep' } });
    const handed = await change(id, { revision: 1, ownerId: api.other }, api.manager);
    expect(handed.body).toMatchObject({ owner: { id: api.other, name: 'Otto Other' }, revision: 2 });
  });

  it('ONEC-07: the relationship stage is the client’s own, out of a catalogue in two languages', async () => {
    const { items } = (await api.get('/catalogues/relationship-stage')).body;
    expect(items[0]).toMatchObject({ key: 'prospect', name: { en: 'Prospect', ru: 'Потенциальный клиент' } });
    const { id } = await api.anAccount({ name: 'Staged', relationshipStage: 'prospect' });
    expect((await change(id, { revision: 1, relationshipStage: 'customer' })).body).toMatchObject({
      relationshipStage: 'customer',
    });
    expect(await change(id, { revision: 2, relationshipStage: 'proposal' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.relationshipStage', message: expect.stringContaining('prospect') }] },
    });
  });

  it('ONEC-08: importance and category, by which clients are ranked and grouped', async () => {
    const { id } = await api.anAccount({ name: 'Ranked', importance: 'high', category: 'a' });
    expect((await api.get(`/accounts/${id}`)).body).toMatchObject({ importance: 'high', category: 'a' });
    const wrong = await api.post('/accounts', { name: 'Unranked', importance: 'vast', category: 'z' });
    expect(wrong.body.errors.map(({ path }: { path: string }) => path)).toEqual(['body.importance', 'body.category']);
  });

  it('a value that was retired stays on the cards that have it, and is given to no other', async () => {
    const put = (retired: boolean) =>
      api.put('/catalogues/importance/vip', { name: { en: 'VIP', ru: 'ВИП' }, retired }, { as: api.ops });
    expect((await put(false)).body).toMatchObject({ key: 'vip', retiredAt: null });
    const { id } = await api.anAccount({ name: 'Very important', importance: 'vip' });
    expect((await put(true)).body.retiredAt).not.toBeNull();
    expect((await change(id, { revision: 1, importance: 'vip', notes: 'Still' })).body).toMatchObject({
      importance: 'vip',
      notes: 'Still',
    });
    expect((await api.post('/accounts', { name: 'Late', importance: 'vip' })).status).toBe(400);
  });

  it.each([
    ['7707083893', 'RU', 201],
    ['7707083894', 'Россия', 400],
    ['500100732259', 'Russia', 201],
    ['500100732258', 'Russia', 400],
    ['12345', 'РФ', 400],
    ['7707083894', 'Kazakhstan', 201],
    ['GB 123 4567 89', 'United Kingdom', 201],
  ])('the tax number %s of %s', async (taxNumber, country, status) => {
    const answer = await api.post('/accounts', { name: 'Taxed', taxNumber, country });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body.errors).toMatchObject([{ path: 'body.taxNumber' }]);
  });

  it('all faults of a body are told at once, and nothing is written', async () => {
    const before = await api.get('/accounts?count=true');
    const answer = await api.post('/accounts', {
      name: 'Faulty',
      importance: 'vast',
      taxNumber: '1',
      country: 'RU',
      ownerId: '00000000-0000-7000-8000-000000000000',
      properties: { size: 'big' },
      categories: ['none'],
      custom: { unknown: 1 },
    });
    expect(answer.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      'body.categories.0',
      'body.custom.unknown',
      'body.importance',
      'body.ownerId',
      'body.properties.size',
      'body.taxNumber',
    ]);
    expect((await api.get('/accounts?count=true')).body.total).toBe(before.body.total);
  });

  it('what is absent from a change stays, null empties, and a change that changes nothing is none', async () => {
    const { id } = await api.anAccount({
      name: 'Steady',
      region: 'North',
      industry: 'food',
      phone: '+7 900 000-00-01',
    });
    expect((await change(id, { revision: 1, region: null })).body).toMatchObject({
      region: null,
      industry: 'food',
      revision: 2,
    });
    expect((await change(id, { revision: 2, industry: 'food', phone: '+7 900 000-00-01' })).body.revision).toBe(2);
    const { body } = await change(id, { revision: 2, phone: null });
    expect(body).toMatchObject({ phone: null, points: [], revision: 3 });
    expect(await change(id, { revision: 3, name: null })).toMatchObject({ status: 400 });
  });

  it('the history says who changed what, from what to what', async () => {
    const { id } = await api.anAccount({ name: 'Told', annualRevenue: { amount: '10.00', currency: 'RUB' } });
    await change(id, { revision: 1, annualRevenue: { amount: '12.50', currency: 'EUR' }, phone: '+7 900 000-00-02' });
    await change(id, { revision: 2, name: 'Retold' }, api.other);
    const { items } = (await api.get(`/accounts/${id}/changes`)).body;
    expect(items).toMatchObject([
      { revision: 3, by: { name: 'Otto Other' }, how: 'edit', fields: [{ field: 'name', from: 'Told', to: 'Retold' }] },
      { revision: 2, by: { name: 'Rita Rep' } },
      { revision: 1, how: 'create' },
    ]);
    expect(items[1].fields).toEqual(
      expect.arrayContaining([
        {
          field: 'annualRevenue',
          from: { amount: '10.00', currency: 'RUB' },
          to: { amount: '12.50', currency: 'EUR' },
        },
        { field: 'points', from: [], to: [{ kind: 'phone', value: '+7 900 000-00-02', label: null }] },
      ]),
    );
  });

  it('the same Idempotency-Key changes a card once, and is answered the same', async () => {
    const { id } = await api.anAccount({ name: 'Once' });
    const key = '5f0c9b1a-94a1-4a4b-9d6e-0f6f1f5a7c11';
    const send = () =>
      api.put(`/accounts/${id}`, { revision: 1, name: 'Twice' }, { headers: { 'idempotency-key': key } });
    const [first, again] = [await send(), await send()];
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(first.body.revision).toBe(2);
  });

  it('the id of a double that was merged answers with the account it lives on in', async () => {
    const [a, b] = [await api.anAccount({ name: 'Survivor' }), await api.anAccount({ name: 'Double' })];
    await api.pool.query('UPDATE accounts SET merged_into = $1 WHERE id = $2', [a.id, b.id]);
    expect((await api.get(`/accounts/${b.id}`)).body).toMatchObject({ id: a.id, name: 'Survivor' });
    const person = await api.aContact({ name: 'Of the double', accounts: [{ id: b.id }] });
    expect(person.accounts).toMatchObject([{ id: a.id }]);
  });
});

describe('ONEC-22, ONEC-23: properties and categories', () => {
  let api: ClientsApi;
  beforeAll(async () => {
    api = await startClientsApi();
    const options = { small: { en: 'Small', ru: 'Малый' }, big: { en: 'Big', ru: 'Большой' } };
    await api.put('/properties/account/size', { name: { en: 'Size', ru: 'Размер' }, options }, { as: api.ops });
    await api.put('/categories/account/exporter', { name: { en: 'Exporter', ru: 'Экспортёр' } }, { as: api.ops });
    await api.put('/categories/contact/golfer', { name: { en: 'Golfer', ru: 'Гольфист' } }, { as: api.ops });
  });

  it('ONEC-22: a property has a value, picked from a list filled in beforehand', async () => {
    const { id } = await api.anAccount({ name: 'Sized', properties: { size: 'big' } });
    expect((await api.get(`/accounts/${id}`)).body.properties).toEqual({ size: 'big' });
    expect(await api.put(`/accounts/${id}`, { revision: 1, properties: { size: 'huge' } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.properties.size', message: 'Must be one of: big, small' }] },
    });
    expect((await api.put(`/accounts/${id}`, { revision: 1, properties: { size: null } })).body.properties).toEqual({});
  });

  it('ONEC-22: a value that a card has is not taken off the list', async () => {
    await api.anAccount({ name: 'Small one', properties: { size: 'small' } });
    const put = (options: object) =>
      api.put('/properties/account/size', { name: { en: 'Size', ru: 'Размер' }, options }, { as: api.ops });
    expect(await put({ big: { en: 'Big', ru: 'Большой' } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.options', message: expect.stringContaining('small') }] },
    });
    expect((await api.get('/properties/account')).body.items[0].options).toHaveProperty('small');
  });

  it('ONEC-23: a category has no value: it is ticked, or it is not', async () => {
    const { id } = await api.anAccount({ name: 'Ticked', categories: ['exporter', 'exporter'] });
    expect((await api.get(`/accounts/${id}`)).body.categories).toEqual(['exporter']);
    expect((await api.put(`/accounts/${id}`, { revision: 1, categories: [] })).body.categories).toEqual([]);
  });

  it('each kind of card has its own', async () => {
    expect((await api.post('/accounts', { name: 'Golfing', categories: ['golfer'] })).status).toBe(400);
    const person = await api.aContact({ name: 'Golfing', categories: ['golfer'] });
    expect(person.categories).toEqual(['golfer']);
    expect((await api.get('/categories/contact')).body.items).toMatchObject([
      { key: 'golfer', name: { ru: 'Гольфист' } },
    ]);
  });

  it('sales ops set them up, and nobody else', async () => {
    const name = { en: 'Mine', ru: 'Моя' };
    expect((await api.put('/categories/account/mine', { name })).status).toBe(403);
    expect((await api.put('/catalogues/competitor/acme', { name }, { as: api.ops })).status).toBe(200);
  });
});
