import { type ClientsApi, startClientsApi } from '../support/clients';
import { repsSee } from '../support/sight';

describe('people on the clients’ side', () => {
  let api: ClientsApi;
  beforeAll(async () => {
    api = await startClientsApi();
  });
  const named = (all: { name: string }[]) => all.map(({ name }) => name);

  it('a name is enough; phones, addresses, language, birth date and notes have their place', async () => {
    expect(await api.aContact({ name: 'Иван' })).toMatchObject({
      name: 'Иван',
      accounts: [],
      email: null,
      phone: null,
    });
    const body = {
      name: 'Мария Кюри',
      points: [
        { kind: 'phone', value: '+48 22 123 45 67', label: 'work' },
        { kind: 'phone', value: '+48 600 111 222', label: 'mobile' },
        { kind: 'e-mail', value: 'maria@lab.example', label: null },
        { kind: 'e-mail', value: 'curie@home.example', label: null },
      ],
      language: 'pl',
      birthDate: '1867-11-07',
      notes: 'Two Nobel prizes',
    };
    const { id } = await api.aContact(body);
    const card = (await api.get(`/contacts/${id}`)).body;
    expect(card).toMatchObject({ ...body, phone: '+48 22 123 45 67', email: 'maria@lab.example' });
    const found = (await api.get('/contacts?email=maria@lab.example')).body.items;
    expect(named(found)).toEqual(['Мария Кюри']);
  });

  it('the first phone changes with the list and with the short form, and both say the same', async () => {
    const { id } = await api.aContact({ name: 'Caller', phone: '+7 900 000-00-01', email: 'a@b.example' });
    const put = async (revision: number, body: object) =>
      (await api.put(`/contacts/${id}`, { revision, ...body })).body;
    expect(await put(1, { phone: '+7 900 000-00-02' })).toMatchObject({
      phone: '+7 900 000-00-02',
      email: 'a@b.example',
    });
    const points = [{ kind: 'phone', value: '+7 900 000-00-03', label: 'new' }];
    expect(await put(2, { points })).toMatchObject({ phone: '+7 900 000-00-03', email: null, points });
    expect(await put(3, { email: 'c@d.example' })).toMatchObject({ email: 'c@d.example', phone: '+7 900 000-00-03' });
  });

  it('ONEC-05: contact persons stand on the client, each with phone, e-mail, post and role in decisions', async () => {
    const account = await api.anAccount({ name: 'Clinic' });
    const at = (post: string, decisionRole: string) => [{ id: account.id, post, decisionRole }];
    await api.aContact({
      name: 'Ada',
      email: 'ada@clinic.example',
      phone: '+44 1',
      accounts: at('Head of procurement', 'decides'),
    });
    await api.aContact({ name: 'Bob', accounts: at('Engineer', 'advises') });
    const { contacts } = (await api.get(`/accounts/${account.id}`)).body;
    expect(contacts).toMatchObject([
      {
        name: 'Ada',
        post: 'Head of procurement',
        decisionRole: 'decides',
        email: 'ada@clinic.example',
        phone: '+44 1',
      },
      { name: 'Bob', post: 'Engineer', decisionRole: 'advises', email: null },
    ]);
    const { items } = (await api.get('/catalogues/decision-role')).body;
    expect(items[0]).toMatchObject({ key: 'decides', name: { en: 'Decides', ru: 'Принимает решение' } });
    const wrong = await api.post('/contacts', { name: 'Eve', accounts: at('Spy', 'listens') });
    expect(wrong.body.errors).toMatchObject([{ path: 'body.accounts.0.decisionRole' }]);
  });

  it('DIR-05: an organisation has any number of contact persons', async () => {
    const account = await api.anAccount({ name: 'Crowd' });
    const many = Array.from({ length: 60 }, (_, n) => `Person ${String(n).padStart(2, '0')}`);
    await Promise.all(many.map((name) => api.aContact({ name, accounts: [{ id: account.id }] })));
    expect(named((await api.get(`/accounts/${account.id}`)).body.contacts)).toEqual(many);
    expect((await api.get(`/contacts?account=${account.id}&count=true`)).body.total).toBe(60);
  });

  it('DIR-06: one person works in several organisations, with a post in each, and stands under each of them', async () => {
    const [works, plant] = [await api.anAccount({ name: 'Works' }), await api.anAccount({ name: 'Plant' })];
    const { id } = await api.aContact({
      name: 'Дарья',
      accounts: [{ id: works.id, post: 'Director', decisionRole: 'decides' }],
    });
    const joined = await api.put(`/contacts/${id}/accounts/${plant.id}`, { post: 'Adviser', decisionRole: 'advises' });
    expect(joined.body.accounts).toEqual([
      { id: plant.id, name: 'Plant', post: 'Adviser', decisionRole: 'advises' },
      { id: works.id, name: 'Works', post: 'Director', decisionRole: 'decides' },
    ]);
    for (const account of [works, plant]) {
      expect(named((await api.get(`/accounts/${account.id}/story`)).body.contacts)).toEqual(['Дарья']);
      expect(named((await api.get(`/contacts?account=${account.id}`)).body.items)).toEqual(['Дарья']);
    }
    const other = await api.put(`/contacts/${id}/accounts/${plant.id}`, { post: 'Chair', decisionRole: null });
    expect(other.body.accounts).toMatchObject([{ post: 'Chair', decisionRole: null }, { name: 'Works' }]);
    const left = await api.delete(`/contacts/${id}/accounts/${works.id}`);
    expect(named(left.body.accounts)).toEqual(['Plant']);
    expect((await api.get(`/accounts/${works.id}`)).body.contacts).toEqual([]);
    expect((await api.get(`/contacts/${id}/changes`)).body.items[0].fields).toMatchObject([{ field: 'accounts' }]);
  });

  it('an organisation that is not there, or named twice, is refused with its place', async () => {
    const { id } = await api.anAccount({ name: 'There' });
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect(await api.post('/contacts', { name: 'X', accounts: [{ id }, { id: nobody }] })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.accounts.1.id', message: 'There is no such account' }] },
    });
    expect((await api.post('/contacts', { name: 'X', accounts: [{ id }, { id }] })).status).toBe(400);
  });
});

describe('what lies outside of somebody’s sight', () => {
  let api: ClientsApi;
  beforeAll(async () => {
    api = await startClientsApi();
  });

  it('no card, story, score, change, membership, address book or count tells of it', async () => {
    const mine = await api.anAccount({ name: 'Mine', ownerId: api.rep });
    const theirs = await api.anAccount({ name: 'Hidden works', ownerId: api.other });
    const { id } = await api.aContact({ name: 'Shared person', accounts: [{ id: mine.id }, { id: theirs.id }] });
    const hidden = await api.aContact({ name: 'Hidden person', ownerId: api.other, accounts: [{ id: mine.id }] });
    await api.put(`/accounts/${mine.id}`, { revision: 1, holdingId: theirs.id });
    await repsSee(api.pool, 'own');
    for (const path of ['', '/story', '/score', '/changes'])
      expect([path, (await api.get(`/accounts/${theirs.id}${path}`)).status]).toEqual([path, 404]);
    for (const path of ['', '/story', '/changes'])
      expect([path, (await api.get(`/contacts/${hidden.id}${path}`)).status]).toEqual([path, 404]);
    expect((await api.put(`/accounts/${theirs.id}`, { revision: 1, region: 'X' })).status).toBe(404);
    expect((await api.put(`/contacts/${id}/accounts/${theirs.id}`, {})).status).toBe(404);
    const told = [`/accounts/${mine.id}`, `/accounts/${mine.id}/story`, `/contacts/${id}`, `/contacts/${id}/story`];
    for (const path of [...told, '/address-book', '/address-book?q=hidden', '/accounts/missing', '/contacts/missing']) {
      const { status, body } = await api.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect([path, JSON.stringify(body)]).toEqual([path, expect.not.stringContaining('Hidden')]);
    }
    expect((await api.get('/accounts/missing')).body.cards).toBe(1);
    expect((await api.get('/accounts/missing', { as: api.manager })).body.cards).toBe(2);
  });

  it('a list of organisations that is sent cannot take away one that its sender does not see', async () => {
    const { items } = (await api.get('/contacts?name=Shared')).body;
    const [{ id, revision }] = items;
    await api.put(`/contacts/${id}`, { revision, accounts: [] });
    const seen = (await api.get(`/contacts/${id}`, { as: api.other })).body;
    expect(seen.accounts).toMatchObject([{ name: 'Hidden works' }]);
  });
});
