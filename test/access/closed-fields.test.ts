import fc from 'fast-check';
import { CLOSINGS, type ClosedFields, isClosed, isHidden, maskOf } from '../../src/access';
import { routes } from '../../src/api';
import { closedColumns, createMaskers } from '../../src/api/closed';
import { startTestApi } from '../support/api';
import { testPool } from '../support/database';
import { roleSees } from '../support/sight';

/** It stands in every hidden word; whatever route is asked, it is in no answer. */
const MARKER = 'zzhidden';
/** Of what is hidden and is no word. */
const AMOUNT = '73519.37';
const PHONE = '+7 495 777-35-19';
const INN = '7707083893';
const SECRETS = [MARKER, '73519', '73 519', '777-35-19', '4957773519', INN];

const HIDDEN: ClosedFields = {
  lead: { need: 'hidden', email: 'hidden', phone: 'hidden', estimate: 'hidden', 'custom.secret': 'hidden' },
  sale: { amount: 'hidden', campaign: 'hidden', 'custom.secret': 'hidden' },
  account: { taxNumber: 'hidden', notes: 'hidden', phone: 'hidden', 'custom.secret': 'hidden' },
  contact: { phone: 'hidden', email: 'hidden', notes: 'hidden', post: 'hidden', 'custom.secret': 'hidden' },
};

const held = (text: string): string[] => SECRETS.filter((one) => text.replaceAll('\u00a0', ' ').includes(one));

describe('fields that a role hides', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let owner: ReturnType<typeof testPool>;
  const ids: Record<string, string> = {};
  const theirs = () => ({ as: api.engine.cast.colleague });
  const admin = () => ({ as: api.engine.cast.manager });
  const repsHave = (fields: ClosedFields) => roleSees(owner, 'rep', { fields });

  beforeAll(async () => {
    api = await startTestApi({ engineDeadlineMs: 20_000 });
    owner = testPool(api.engine.database.ownerUrl);
    const { colleague, manager } = api.engine.cast;
    await owner.query(`UPDATE people SET roles = '{administrator}' WHERE id = ANY($1)`, [[colleague, manager]]);
    for (const entity of ['lead', 'sale', 'account', 'contact'])
      await owner.query(
        `INSERT INTO custom_fields (entity, key, type, name, searchable) VALUES ($1, 'secret', 'text', '{"en":"S","ru":"S"}', true)`,
        [entity],
      );
    const custom = { secret: `${MARKER} added` };
    const made = async (path: string, body: object) => {
      const { status, body: answer } = await api.post(path, body, theirs());
      expect([path, status, answer.detail]).toEqual([path, 201, undefined]);
      return answer;
    };
    const account = await made('/accounts', {
      name: 'Open works',
      taxNumber: INN,
      notes: `${MARKER} notes`,
      phone: PHONE,
      custom,
    });
    const contact = await made('/contacts', {
      name: 'Open person',
      ...{ email: `${MARKER}@client.example`, phone: PHONE, notes: `${MARKER} notes`, custom },
      accounts: [{ id: account.id, post: `${MARKER} post` }],
    });
    const linked = { accountId: account.id, contactId: contact.id, ownerId: api.engine.cast.rep };
    const lead = await made('/leads', {
      topic: 'Open lead',
      ...{ need: `${MARKER} need`, email: `${MARKER}@lead.example`, phone: PHONE, custom },
      estimate: { probabilityPct: 50, amount: { amount: AMOUNT, currency: 'RUB' } },
      ...linked,
    });
    const sale = await made('/sales', {
      title: 'Open sale',
      ...{ campaign: `${MARKER} fair`, custom, fields: { amount: { amount: AMOUNT, currency: 'RUB' } } },
      ...linked,
    });
    await api.post(
      `/sales/${sale.id}/commands`,
      { type: 'amend', fields: { amount: { amount: AMOUNT, currency: 'RUB' } } },
      theirs(),
    );
    Object.assign(ids, { account: account.id, contact: contact.id, lead: lead.id, sale: sale.id });
    await repsHave(HIDDEN);
  }, 120_000);

  const gets = routes.filter(({ method, right }) => method === 'get' && right !== 'public');

  /** Every read there is, with the paths of the records put in. */
  async function leaks(sending: { as?: string } = {}): Promise<string[]> {
    const told: string[] = [];
    for (const { path } of gets) {
      const [, kind = ''] = /^\/(lead|sale|account|contact)s\/:id/.exec(path) ?? [];
      const at = path.replace(':id', ids[kind] ?? ':');
      if (at.includes(':')) continue;
      const query = path === '/search' || path === '/address-book' ? '?q=open' : '';
      const { status, body } = await api.get(`${at}${query}`, sending);
      const found = held(typeof body === 'string' ? body : JSON.stringify(body));
      if (found.length > 0) told.push(`${path} ${status}: ${found.join(', ')}`);
    }
    return told;
  }

  it('are in no answer of any route: cards, lists, histories, stories, briefings, the inbox, reports', async () => {
    expect(await leaks()).toEqual([]);
  });

  it('show to whoever has another role, so that the test above can fail', async () => {
    const told = await leaks(theirs());
    for (const path of ['/sales', '/leads/:id', '/sales/:id/history', '/accounts/:id/story', '/contacts/:id', '/inbox'])
      expect([path, told.some((one) => one.startsWith(`${path} `)) || path === '/inbox']).toEqual([path, true]);
  });

  it('are empty on cards, and gone where they are named by key', async () => {
    const sale = (await api.get(`/sales/${ids.sale}`)).body;
    expect(sale).toMatchObject({ title: 'Open sale', amount: null, campaign: null, custom: {} });
    expect(sale.fields).not.toHaveProperty('amount');
    expect((await api.get(`/contacts/${ids.contact}`)).body).toMatchObject({ email: null, phone: null, points: [] });
    expect((await api.get('/me')).body.closed.sale).toEqual(HIDDEN.sale);
  });

  it('are in no vCard', async () => {
    for (const path of [`/contacts/${ids.contact}/card.vcf`, '/exports/contacts.vcf']) {
      const card = await api.get(path);
      expect([path, card.status, held(card.body), card.body.includes('Open person')]).toEqual([path, 200, [], true]);
      expect(held((await api.get(path, theirs())).body)).not.toEqual([]);
    }
  });

  it('are in no page and no file of a briefing', async () => {
    for (const kind of ['sale', 'lead', 'account', 'contact']) {
      const page = await api.get(`/${kind}s/${ids[kind]}/briefing?as=html`);
      expect([kind, page.status, held(page.body)]).toEqual([kind, 200, []]);
    }
    expect(held((await api.get(`/sales/${ids.sale}/briefing?as=html`, theirs())).body)).not.toEqual([]);
  });

  it('are no column, no order and no filter: what cannot be seen cannot be asked for', async () => {
    const asked = [
      '/sales?columns=amount',
      '/sales?sort=-amount',
      '/sales?filter=amount > 1',
      '/sales?filter=custom.secret contains zz',
      '/leads?filter=need contains zz',
      '/contacts?filter=email = "zzhidden@client.example"',
      '/contacts?email=zzhidden@client.example',
      '/exports/sales?columns=title,amount',
      '/exports/contacts?filter=phone contains 777',
      '/sales/fields/check?filter=amount > 1',
    ];
    for (const path of asked) {
      const { status, body } = await api.get(path.replaceAll(' ', '%20').replaceAll('>', '%3E'));
      expect([path, status === 400 || body.ok === false]).toEqual([path, true]);
      expect(held(JSON.stringify(body).replaceAll('zzhidden@client.example', ''))).toEqual([]);
    }
    const fields = (await api.get('/sales/fields')).body.items.map(({ key }: { key: string }) => key);
    expect(fields).toContain('title');
    expect(fields).not.toContain('amount');
  });

  it('are not exported, and views that others made show the rest', async () => {
    const file = await api.get('/exports/sales');
    expect([file.status, held(file.body), file.body.includes('Open sale')]).toEqual([200, [], true]);
    const view = { entity: 'sale', name: 'All', columns: ['title', 'amount'], sort: '-amount', shared: 'everybody' };
    const made = await api.post('/views', view, theirs());
    const seen = await api.get(`/sales?view=${made.body.id}`);
    expect([seen.status, Object.keys(seen.body.items[0].columns)]).toEqual([200, ['title']]);
    const filtered = await api.post('/views', { ...view, name: 'Big', filter: 'amount > 1 RUB' }, theirs());
    expect(filtered.status).toBe(201);
    expect((await api.get(`/sales?view=${filtered.body.id}`)).status).toBe(400);
  });

  it('find nothing: not in search, the address book or among doubles', async () => {
    const hits = async (path: string, as?: string) => {
      const { body } = await api.get(path, as ? { as } : {});
      return (body.items ?? body.groups.flatMap((group: { items: [] }) => group.items)).length;
    };
    for (const q of [MARKER, '4957773519', `open%20${MARKER}`, INN, 'open%207773519']) {
      expect([q, await hits(`/search?q=${q}`), await hits(`/address-book?q=${q}`)]).toEqual([q, 0, 0]);
      expect([q, (await hits(`/search?q=${q}`, api.engine.cast.colleague)) > 0]).toEqual([q, true]);
    }
    expect(await hits('/search?q=open')).toBeGreaterThan(2);
    const signs = async (sending: { as?: string }, name?: string) => {
      const fields = { ...(name && { name }), email: `${MARKER}@client.example`, phone: PHONE };
      const { items } = (await api.post('/duplicates/check', { entity: 'contact', fields }, sending)).body;
      return items.flatMap((one: { reasons: { field: string }[] }) => one.reasons.map(({ field }) => field));
    };
    expect(await signs({})).toEqual([]);
    expect(await signs({}, 'Open person')).not.toEqual(expect.arrayContaining(['email']));
    expect(await signs(theirs(), 'Open person')).toEqual(expect.arrayContaining(['email', 'phone']));
  });

  it('leave reports that are made of them to others', async () => {
    expect((await api.get('/insight/forecast')).body.code ?? 'FieldHidden').toBe('FieldHidden');
  });

  it('nobody sets what is closed to them, hidden or to be read: by no card, command, import or answer', async () => {
    await repsHave({ ...HIDDEN, sale: { ...HIDDEN.sale, competitor: 'read-only', decisionDate: 'read-only' } });
    const money = { amount: '1.00', currency: 'RUB' };
    const tries: [string, string, object][] = [
      ['patch', `/sales/${ids.sale}`, { campaign: 'x' }],
      ['patch', `/sales/${ids.sale}`, { competitor: null }],
      ['patch', `/sales/${ids.sale}`, { custom: { secret: 'x' } }],
      ['patch', `/leads/${ids.lead}`, { email: 'x@y.example' }],
      ['put', `/accounts/${ids.account}`, { revision: 1, taxNumber: null }],
      ['put', `/accounts/${ids.account}`, { revision: 1, points: [] }],
      ['put', `/contacts/${ids.contact}`, { revision: 1, custom: { secret: null } }],
      ['put', `/contacts/${ids.contact}`, { revision: 1, accounts: [] }],
      ['post', '/sales', { title: 'x', fields: { amount: money } }],
      ['post', '/sales', { title: 'x', fields: { decisionDate: '2030-01-01' } }],
      ['post', '/leads', { topic: 'x', need: 'x' }],
      ['post', `/sales/${ids.sale}/commands`, { type: 'amend', fields: { amount: money } }],
      ['post', `/leads/${ids.lead}/qualify`, { result: 'qualified', sale: { amount: money } }],
      [
        'post',
        '/accounts/merges',
        { survivor: ids.account, doubles: [ids.contact], values: { taxNumber: ids.account } },
      ],
      ['post', '/interactions', { kind: 'call', subject: 'x', instanceId: ids.sale, fields: { amount: money } }],
      ['post', `/sales/${ids.sale}/events`, { event: 'payment in', fields: { amount: money } }],
    ];
    for (const [method, path, body] of tries) {
      const answer = await api[method as 'post'](path, body);
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 403, 'FieldClosed']);
    }
    const [task] = (await api.get(`/sales/${ids.sale}/tasks`)).body.items;
    const done = { outcome: task.outcomes?.[0]?.key ?? 'done', fields: { amount: money } };
    expect((await api.post(`/tasks/${task.id}/complete`, done)).body.code).toBe('FieldClosed');
    const sale = (await api.get(`/sales/${ids.sale}`, theirs())).body;
    expect(sale).toMatchObject({ amount: { amount: AMOUNT }, campaign: `${MARKER} fair` });
    expect((await api.patch(`/sales/${ids.sale}`, { source: 'fair' })).status).toBe(200);
  });

  it('a role says which, and what it may not close', async () => {
    const role = { name: { en: 'R', ru: 'R' }, rights: ['sale.read'], sight: 'all', lines: 'only' };
    const put = (fields: object) => api.put('/roles/reader', { ...role, fields }, admin());
    expect((await put({ sale: { amount: 'hidden', discount: 'read-only' } })).body).toMatchObject({
      lines: 'only',
      fields: { sale: { amount: 'hidden', discount: 'read-only' } },
    });
    for (const fields of [
      { sale: { title: 'hidden' } },
      { account: { name: 'hidden' } },
      { task: {} },
      { sale: { amount: 'x' } },
    ])
      expect((await put(fields)).status).toBe(400);
    await api.delete('/roles/reader', admin());
  });
});

describe('what several roles close', () => {
  const key = fc.constantFrom('amount', 'campaign', 'rating');
  const fields = fc.dictionary(key, fc.constantFrom(...CLOSINGS)).map((sale): ClosedFields => ({ sale }));

  it('the widest role counts: a field is closed only where each of them closes it, and as little as any', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fields), { minLength: 1, maxLength: 4 }), key, (given, field) => {
        const roles = given.map((_, n) => `role-${n}`);
        const ownRoles = Object.fromEntries(
          given.flatMap((one, n) => (one ? [[`role-${n}`, { rights: [], sight: 'all' as const, fields: one }]] : [])),
        );
        const mask = maskOf({ roles, ownRoles });
        const each = given.map((one) => one?.sale?.[field]);
        expect(isHidden(mask, 'sale', field)).toBe(each.every((one) => one === 'hidden'));
        expect(isClosed(mask, 'sale', field)).toBe(each.every((one) => one !== undefined));
      }),
    );
  });

  it('no column of a file is brought in that is closed to whoever brings it', () => {
    const actor = {
      ...{ id: 'x', name: 'x', email: 'x', language: 'en', teams: [], managerId: null, roles: ['r'] },
      ownRoles: {
        r: {
          ...{ rights: [], sight: 'all' as const },
          fields: { contact: { phone: 'hidden', 'custom.secret': 'read-only' }, lead: { score: 'read-only' } } as const,
        },
      },
    };
    const columns = { Name: 'name', Mobile: 'phone2', Secret: 'custom.secret', Mail: 'email' };
    const closed = closedColumns(actor, { entity: 'contact', columns, defaults: { phone: '1' } });
    expect(closed.map(({ path }) => path)).toEqual([
      'body.columns.Mobile',
      'body.columns.Secret',
      'body.defaults.phone',
    ]);
    const lead = closedColumns(actor, { entity: 'lead', columns: { A: 'field.score', B: 'phone' }, defaults: {} });
    expect(lead.map(({ path }) => path)).toEqual(['body.columns.A', 'body.columns.B']);
  });

  it('a client’s field that is hidden is hidden where a lead or a sale borrows it', () => {
    const mask = maskOf({
      roles: ['r'],
      ownRoles: {
        r: { rights: [], sight: 'all', fields: { contact: { email: 'hidden' }, account: { industry: 'hidden' } } },
      },
    });
    expect([isHidden(mask, 'lead', 'email'), isHidden(mask, 'sale', 'account.industry')]).toEqual([true, true]);
  });
});

describe('the answers of all routes', () => {
  /** These are made of money: who does not see the amounts of sales gets a 403 that says so. */
  const MADE_OF_MONEY = /^(Forecast|SaleOfForecast|Quota|Attainment|get \/insight\/(forecast|past-forecast))/;

  it('can be without each field that may be hidden; else they are named here', () => {
    const { maskerOf, hidables } = createMaskers();
    for (const { method, path, answers } of routes) maskerOf(answers, `${method} ${path}`);
    expect(hidables.length).toBeGreaterThan(200);
    expect(hidables.filter(({ fits, path }) => !fits && !MADE_OF_MONEY.test(path)).map(({ path }) => path)).toEqual([]);
  });
});
