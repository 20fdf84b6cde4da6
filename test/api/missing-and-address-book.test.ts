import { type ClientsApi, startClientsApi } from '../support/clients';

type Named = { name: string };
const named = (all: Named[]) => all.map(({ name }) => name);

describe('missing data', () => {
  let api: ClientsApi;
  beforeAll(async () => {
    api = await startClientsApi();
  });

  it('ONEC-25: what cards lack is counted by field, and the cards that lack it are found', async () => {
    const empty = (await api.get('/accounts/missing')).body;
    expect(empty).toMatchObject({ cards: 0, lacking: 0, items: [], next: null });
    await api.anAccount({ name: 'Bare' });
    const whole = {
      ...{ name: 'Whole', industry: 'food', country: 'UK', region: 'North', phone: '+44 1', email: 'a@b.example' },
      ...{ ownerId: api.rep, relationshipStage: 'customer', importance: 'high' },
    };
    const { id } = await api.anAccount(whole);
    await api.aContact({
      name: 'Somebody',
      email: 's@b.example',
      phone: '1',
      accounts: [{ id, decisionRole: 'uses' }],
    });
    await api.anAccount({ ...whole, name: 'Without a phone', phone: null });
    const told = (await api.get('/accounts/missing')).body;
    expect(told).toMatchObject({ cards: 3, lacking: 2 });
    const counts = Object.fromEntries(
      told.fields.map((one: { field: string; missing: number }) => [one.field, one.missing]),
    );
    expect(counts).toMatchObject({ industry: 1, phone: 2, email: 1, contacts: 2, importance: 1 });
    expect(told.items).toMatchObject([
      { name: 'Bare', missing: expect.arrayContaining(['industry', 'phone', 'contacts']) },
      { name: 'Without a phone', missing: ['phone', 'contacts'], ownerId: api.rep },
    ]);
    expect(named((await api.get('/accounts/missing?field=industry')).body.items)).toEqual(['Bare']);
    expect((await api.get('/contacts/missing')).body).toMatchObject({ cards: 1, lacking: 0, items: [] });
    expect((await api.get('/accounts/missing?field=hat')).body.errors).toMatchObject([{ path: 'query.field' }]);
  });

  it('ONEC-25: which fields count is a setting, added fields among them; pages add up', async () => {
    const name = { en: 'Headcount', ru: 'Численность' };
    await api.post('/custom-fields/account', { key: 'headcount', type: 'number', name }, { as: api.ops });
    const rules = (await api.get('/card-rules')).body;
    const put = (wanted: string[]) =>
      api.put('/card-rules', { ...rules, account: { ...rules.account, wanted } }, { as: api.ops });
    expect((await put(['custom.hat'])).body.errors).toMatchObject([{ path: 'body.account.wanted.0' }]);
    expect((await put(['custom.headcount', 'region'])).status).toBe(200);
    await api.anAccount({ name: 'Counted', region: 'East', custom: { headcount: 7 } });
    const { fields, items } = (await api.get('/accounts/missing')).body;
    expect(fields).toEqual([
      { field: 'custom.headcount', missing: 3 },
      { field: 'region', missing: 1 },
    ]);
    const first = (await api.get('/accounts/missing?limit=2')).body;
    const second = (await api.get(`/accounts/missing?limit=2&cursor=${first.next}`)).body;
    expect([...first.items, ...second.items]).toEqual(items);
    expect(second.next).toBeNull();
    expect((await put([])).status).toBe(200);
    expect((await api.get('/accounts/missing')).body).toMatchObject({ lacking: 0, fields: [], items: [] });
  });
});

describe('one address book of persons and organisations', () => {
  let api: ClientsApi;
  const book = async (q = '') => (await api.get(`/address-book?q=${encodeURIComponent(q)}`)).body.items;
  beforeAll(async () => {
    api = await startClientsApi();
    const { id } = await api.anAccount({
      name: 'ООО «Северный металл»',
      phone: '+7 815 244-55-66',
      email: 'office@sevmet.example',
      ownerId: api.rep,
    });
    await api.aContact({
      name: 'Анна Соколова',
      email: 'anna@sevmet.example',
      phone: '+7 900 111-22-33',
      accounts: [{ id, post: 'Директор' }],
    });
    await api.anAccount({ name: 'Calder Textiles' });
    await api.aContact({ name: 'Ben Coleman', email: 'ben@calder.example' });
  });

  it('lists both, by name, with the main phone and e-mail address, the organisation and the owner', async () => {
    const items = await book();
    expect(named(items)).toEqual([...named(items)].sort());
    expect(items.find(({ name }: Named) => name === 'Анна Соколова')).toMatchObject({
      ...{ kind: 'contact', email: 'anna@sevmet.example', phone: '+7 900 111-22-33', post: 'Директор' },
      organisation: { name: 'ООО «Северный металл»' },
    });
    expect(
      items.find(({ kind, name }: Named & { kind: string }) => kind === 'account' && name.includes('металл')),
    ).toMatchObject({
      ...{ email: 'office@sevmet.example', phone: '+7 815 244-55-66', owner: { name: 'Rita Rep' }, organisation: null },
    });
  });

  it.each([
    ['соколова', ['Анна Соколова']],
    ['Sokolova', ['Анна Соколова']],
    ['severny metall', ['ООО «Северный металл»', 'Анна Соколова']],
    ['8 900 111-22', ['Анна Соколова']],
    ['+7 (900) 111-22-33', ['Анна Соколова']],
    ['ben@calder', ['Ben Coleman']],
    ['calder', ['Ben Coleman', 'Calder Textiles']],
    ['nobody at all', []],
    ['%', []],
  ])('finds by %s', async (q, names) => {
    expect(named(await book(q)).sort()).toEqual([...names].sort());
  });

  it('pages add up, and neither a merged nor an erased record is in it', async () => {
    const all = await book();
    const pages: Named[] = [];
    for (let path = '/address-book?limit=1', n = 0; n < 9; n++) {
      const { items, next } = (await api.get(path)).body;
      pages.push(...items);
      if (next === null) break;
      path = `/address-book?limit=1&cursor=${next}`;
    }
    expect(pages).toEqual(all);
    const double = await api.anAccount({ name: 'Double of Calder' });
    await api.pool.query('UPDATE accounts SET merged_into = (SELECT id FROM accounts WHERE name = $2) WHERE id = $1', [
      double.id,
      'Calder Textiles',
    ]);
    await api.pool.query('UPDATE contacts SET erased_at = now() WHERE name = $1', ['Ben Coleman']);
    expect(named(await book()).sort()).toEqual(['Calder Textiles', 'Анна Соколова', 'ООО «Северный металл»'].sort());
    expect(await book('ben@calder')).toEqual([]);
  });
});
