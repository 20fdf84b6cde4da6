import { v7 as newId } from 'uuid';
import { startTestApi } from '../support/api';
import { testPool } from '../support/database';
import { repsSee } from '../support/sight';

const HOUR = 3_600_000;
const inHours = (n: number) => new Date(Date.now() + n * HOUR).toISOString();
const pagesOf = (pdf: string) => pdf.match(/\/Type \/Page\b(?!s)/g)?.length;

describe('a briefing before a call or a meeting', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let ids: { account: string; contact: string; sale: string; lead: string };
  const made = async (path: string, body: object, sending = {}) => {
    const answer = await api.post(path, body, sending);
    expect([path, answer.status, answer.body.detail]).toEqual([path, 201, undefined]);
    return answer.body;
  };
  const answer = async (sale: string, outcome: string, fields = {}) => {
    const { tasks } = (await api.get(`/sales/${sale}`)).body;
    expect((await api.post(`/tasks/${tasks[0].id}/complete`, { outcome, fields })).status).toBe(200);
  };

  beforeAll(async () => {
    api = await startTestApi();
    const product = newId();
    await api.engine.pool.query(`INSERT INTO products (id, key, name) VALUES ($1, 'pump', 'Насос НД-25')`, [product]);
    const account = await made('/accounts', {
      name: 'ООО «Ромашка»',
      importance: 'high',
      phone: '+7 495 000-00-01',
      ownerId: api.engine.cast.colleague,
    });
    const contact = await made('/contacts', {
      name: 'Иван Петров',
      email: 'petrov@client.example',
      accounts: [{ id: account.id, post: 'Главный инженер', decisionRole: 'decides' }],
    });
    await made('/contacts', { name: 'Анна Смирнова', accounts: [{ id: account.id, post: 'Секретарь' }] });
    const consent = { channel: 'e-mail', purpose: 'marketing', given: false, source: 'call' };
    await made(`/contacts/${contact.id}/consents`, consent);
    const wishes = { channel: 'e-mail', bestHours: 'after six', language: 'ru', doNotCall: true };
    expect((await api.put(`/contacts/${contact.id}/preferences`, wishes)).status).toBe(200);
    const client = { accountId: account.id, contactId: contact.id };
    const bought = await made('/sales', { title: 'Насосы 2024', productId: product, ...client });
    await answer(bought.id, 'need confirmed', { amount: { amount: '1200000.50', currency: 'RUB' } });
    await answer(bought.id, 'sent', { decisionDate: '2030-02-01' });
    await answer(bought.id, 'accepted');
    const sale = await made('/sales', { title: 'Насосы для цеха', productId: product, ...client });
    const lead = await made('/leads', { topic: 'Спрашивал о сервисе', ...client });
    const call = { kind: 'call', direction: 'in', at: inHours(-1), subject: 'Спросил о сроках', result: 'Ждёт ответа' };
    await made('/interactions', { ...call, instanceId: sale.id });
    await api.engine.pool.query(
      `INSERT INTO interactions (id, kind, status, at, planned_for, subject, instance_id, account_id, author_id, responsible_id)
       VALUES ($1, 'meeting', 'planned', $2, $2, 'Показать стенд', $3, $4, $5, $5)`,
      [newId(), inHours(2), sale.id, account.id, api.engine.cast.rep],
    );
    ids = { account: account.id, contact: contact.id, sale: sale.id, lead: lead.id };
  });

  it('PB-16: tells of questions to support that have no solution yet; solved ones are part of the history', async () => {
    const { id: accountId } = await made('/accounts', { name: 'Вега' });
    const { id: sale } = await made('/sales', { title: 'Насосы', accountId });
    const question = { kind: 'support', direction: 'in', subject: 'Насос гудит', accountId };
    const { id } = await made('/interactions', { ...question, body: 'С утра' });
    const solved = await made('/interactions', { ...question, subject: 'Как включить?', result: 'Красная кнопка' });
    const unsolved = async () =>
      (await api.get('/interactions?unsolved=true')).body.items.map((one: { id: string }) => one.id);
    expect(await unsolved()).toEqual([id]);
    const briefing = (await api.get(`/sales/${sale}/briefing`)).body;
    expect(briefing.cases).toMatchObject([{ id, kind: 'support', subject: 'Насос гудит' }]);
    expect(briefing.interactions).toContainEqual(expect.objectContaining({ id: solved.id, result: 'Красная кнопка' }));
    const page = (await api.get(`/sales/${sale}/briefing?as=html&language=ru`)).body;
    expect(page).toContain('Открытые обращения в поддержку');
    expect((await api.patch(`/interactions/${id}`, { revision: 1, result: 'Ослаблен болт' })).status).toBe(200);
    expect((await api.get(`/sales/${sale}/briefing`)).body.cases).toEqual([]);
    expect(await unsolved()).toEqual([]);
  });

  it('PB-17: before a dearer product is offered to a client: what they bought, what else they ask about, and what support they had', async () => {
    const { pool } = api.engine;
    const [plain, dear] = [newId(), newId()];
    await pool.query(`INSERT INTO products (id, key, name) VALUES ($1, 'plain', 'Насос'), ($2, 'dear', 'Станция')`, [
      ...[plain, dear],
    ]);
    const account = await made('/accounts', { name: 'Старый клиент' });
    const contact = await made('/contacts', { name: 'Пётр', accounts: [{ id: account.id }] });
    const client = { accountId: account.id, contactId: contact.id };
    const bought = await made('/sales', { title: 'Первый насос', productId: plain, ...client });
    await answer(bought.id, 'need confirmed', { amount: { amount: '1000.00', currency: 'RUB' } });
    await answer(bought.id, 'sent', { decisionDate: '2030-02-01' });
    await answer(bought.id, 'accepted');
    for (const days of [2, 5])
      await made('/touches', {
        ...{ ...client, source: 'letters', kind: 'opened', productId: dear },
        ...{ activityAt: inHours(-24 * days), responseAt: inHours(-24 * days + 1) },
      });
    const after = { kind: 'support', direction: 'in', ...client };
    await made('/interactions', { ...after, subject: 'Мало напора', result: 'Нужна станция' });
    await made('/interactions', { ...after, subject: 'Опять мало напора' });
    const upsell = await made('/sales', { title: 'Станция вместо насоса', productId: dear, ...client });
    const { body } = await api.get(`/sales/${upsell.id}/briefing`);
    expect(body.purchases).toMatchObject([{ title: 'Первый насос', amount: { amount: '1000.00', currency: 'RUB' } }]);
    expect(body.interests[0]).toMatchObject({ name: 'Станция', times: 3 });
    expect(body.interests.map(({ name }: { name: string }) => name)).toContain('Насос');
    expect(body.cases).toMatchObject([{ subject: 'Опять мало напора' }]);
    expect(body.interactions).toContainEqual(
      expect.objectContaining({ subject: 'Мало напора', result: 'Нужна станция' }),
    );
    // And all clients are there to be compared: what is bought, and what is only asked about.
    const { items } = (await api.get('/insight/interest?period=last+30+days')).body;
    const of = (id: string) => items.find((one: { product: { id: string } | null }) => one.product?.id === id)?.total;
    expect(of(dear)).toMatchObject({ touches: { count: 2 }, responses: 2, sales: { count: 1 } });
    expect(of(plain)).toMatchObject({ touches: { count: 0 }, sales: { count: 1 } });
  });

  it('DIR-20: says who they are, who decides and how they may be reached, where each deal is, what we owe them, and what was', async () => {
    const { status, body } = await api.get(`/sales/${ids.sale}/briefing`);
    expect(status).toBe(200);
    expect(body.of).toEqual({ kind: 'sale', id: ids.sale, name: 'Насосы для цеха' });
    expect(body.account).toMatchObject({
      name: 'ООО «Ромашка»',
      importance: { en: 'High' },
      curator: { name: 'Carl Colleague' },
      phones: ['+7 495 000-00-01'],
    });
    expect(body.people).toMatchObject([
      {
        name: 'Иван Петров',
        doNotCall: true,
        channel: 'e-mail',
        bestHours: 'after six',
        places: [{ post: 'Главный инженер', role: { en: 'Decides', ru: 'Принимает решение' } }],
        consents: [{ channel: 'e-mail', purpose: 'marketing', given: false }],
      },
      { name: 'Анна Смирнова', doNotCall: false, places: [{ post: 'Секретарь', role: null }] },
    ]);
    expect(body.deals.map((deal: { kind: string; name: string }) => [deal.kind, deal.name])).toEqual([
      ['sale', 'Насосы для цеха'],
      ['lead', 'Спрашивал о сервисе'],
    ]);
    expect(body.deals[0]).toMatchObject({
      stage: { key: 'qualify', name: { ru: 'Квалификация' } },
      light: 'on time',
      turn: 'ours',
      owner: { name: 'Rita Rep' },
      tasks: [{ name: { en: 'First call' }, holder: { name: 'Rita Rep' } }],
    });
    // What is planned comes by its time among the tasks that are due.
    expect(body.promises[0]).toMatchObject({
      what: 'contact',
      kind: 'meeting',
      name: { ru: 'Показать стенд' },
      who: { name: 'Rita Rep' },
      deal: { id: ids.sale },
    });
    const dues = body.promises.map(({ at }: { at: string | null }) => at ?? '9999');
    expect(dues).toEqual([...dues].sort());
    expect(body.promises.map(({ name }: { name: { en: string } }) => name.en)).toContain('First call');
    expect(body.interactions).toMatchObject([
      { subject: 'Спросил о сроках', result: 'Ждёт ответа', author: { name: 'Rita Rep' } },
    ]);
    expect(body.purchases).toMatchObject([{ title: 'Насосы 2024', amount: { amount: '1200000.50', currency: 'RUB' } }]);
    expect(body.interests).toMatchObject([{ name: 'Насос НД-25', times: 2 }]);
    expect(body.counts).toMatchObject({ openSales: 1, openLeads: 1, wonSales: 1, lostSales: 0 });
  });

  it('DIR-20: the same of an organisation, of a person over all theirs, and of a lead', async () => {
    for (const [path, kind] of [
      [`/accounts/${ids.account}`, 'account'],
      [`/contacts/${ids.contact}`, 'contact'],
      [`/leads/${ids.lead}`, 'lead'],
    ] as const) {
      const { status, body } = await api.get(`${path}/briefing`);
      expect([path, status, body.of?.kind]).toEqual([path, 200, kind]);
      const first = kind === 'lead' ? 'Спрашивал о сервисе' : 'Насосы для цеха';
      expect(body.deals.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining([first]));
      expect(body.people[0].name).toBe('Иван Петров');
      expect(body.interactions).toHaveLength(1);
    }
  });

  it('tells of a lead that is nobody’s yet what was typed', async () => {
    const words = { personName: 'Somebody', organisation: 'New Ltd', phone: '+7 900 000 00 00', need: 'A pump' };
    const { id } = await made('/leads', { topic: 'From the fair', ...words });
    const { body } = await api.get(`/leads/${id}/briefing`);
    expect(body).toMatchObject({
      account: null,
      people: [],
      typed: { personName: 'Somebody', organisation: 'New Ltd' },
    });
    expect(body.deals).toMatchObject([{ need: 'A pump' }]);
    expect((await api.get(`/leads/${id}/briefing?as=html`)).body).toContain('New Ltd');
  });

  it('comes as a page or on paper by the address or by Accept, in the reader’s language unless another is asked for', async () => {
    const path = `/sales/${ids.sale}/briefing`;
    const html = await api.get(`${path}?as=html`);
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html.headers.get('cache-control')).toBe('no-store');
    expect(html.body).toContain('<html lang="en">');
    expect(html.body).toContain('Do not call: Иван Петров');
    expect((await api.get(`${path}?as=html&language=ru`)).body).toContain('Не звонить: Иван Петров');
    const accept = (type: string) => api.get(path, { headers: { accept: type } });
    const pdf = await accept('application/pdf');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.body.slice(0, 5)).toBe('%PDF-');
    expect(pagesOf(pdf.body)).toBe(1);
    const types = [
      'text/html,application/xhtml+xml,*/*;q=0.8',
      'text/html;q=0.3, application/json',
      '*/*',
      'image/png',
    ];
    const got = await Promise.all(types.map(accept));
    const kinds = got.map(({ headers }) => headers.get('content-type')?.split(';')[0]);
    expect(kinds).toEqual(['text/html', 'application/json', 'application/json', 'application/json']);
    expect((await api.get(`${path}?as=doc`)).status).toBe(400);
  });

  it('shows names as text, whatever they hold', async () => {
    const name = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
    const account = await made('/accounts', { name, notes: `{{7*7}} ${name}` });
    await made('/sales', { title: `' OR 1=1 -- ${name}`, accountId: account.id });
    const { body } = await api.get(`/accounts/${account.id}/briefing?as=html`);
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(body).not.toMatch(/<script|<img/);
    expect((await api.get(`/accounts/${account.id}/briefing?as=pdf`)).status).toBe(200);
  });

  it('holds nothing that lies outside its reader’s sight', async () => {
    const { colleague, manager } = api.engine.cast;
    const account = await made('/accounts', { name: 'Shared' });
    await made('/sales', { title: 'Mine', accountId: account.id });
    const theirs = { as: colleague };
    const hidden = await made('/sales', { title: 'zzhidden', accountId: account.id, secondReason: 'Another' }, theirs);
    await made('/interactions', { kind: 'call', subject: 'zzhidden call', instanceId: hidden.id }, theirs);
    const owner = testPool(api.engine.database.ownerUrl);
    await repsSee(owner, 'own');
    for (const as of ['json', 'html']) {
      const { body } = await api.get(`/accounts/${account.id}/briefing?as=${as}`);
      expect(JSON.stringify(body)).not.toContain('zzhidden');
      const all = await api.get(`/accounts/${account.id}/briefing?as=${as}`, { as: manager });
      expect(JSON.stringify(all.body)).toContain('zzhidden call');
    }
    expect((await api.get(`/sales/${hidden.id}/briefing`)).status).toBe(404);
    await repsSee(owner, 'all');
    expect((await api.get(`/accounts/${newId()}/briefing`)).status).toBe(404);
  });

  it('is kept in the audit as a read', async () => {
    await api.get(`/contacts/${ids.contact}/briefing?as=pdf`);
    const { rows } = await testPool(api.engine.database.ownerUrl).query(
      `SELECT act, actor FROM audit_entries WHERE route = 'GET /contacts/:id/briefing' AND content LIKE '%pdf%'`,
    );
    expect(rows).toEqual([{ act: 'read', actor: api.engine.cast.rep }]);
  });
});
