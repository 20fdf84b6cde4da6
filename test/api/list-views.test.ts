import { v7 as newId } from 'uuid';
import { createSettableClock } from '../../src/platform/clock';
import type { Pool } from '../../src/platform/database';
import { type Answer, serve, startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import { repsSee } from '../support/sight';

const DAY_MS = 86_400_000;

describe('views of leads', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let owner: Pool;
  let marketer: string;
  const topics = (answer: Answer): string[] => answer.body.items.map((row: { topic: string }) => row.topic);
  const view = async (id: string, as = api.engine.cast.rep, more = '', on: TestApi = api) =>
    topics(await on.get(`/leads?view=${id}&limit=200${more}`, { as }));
  const filtered = async (filter: string, as = api.engine.cast.rep) =>
    topics(await api.get(`/leads?filter=${encodeURIComponent(filter)}&sort=number`, { as }));

  async function lead(topic: string, body: Record<string, unknown> = {}, daysAgo?: number): Promise<string> {
    const made = await api.post('/leads', { topic, ownerId: api.engine.cast.rep, ...body });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    const at = daysAgo === undefined ? undefined : new Date(Date.now() - daysAgo * DAY_MS);
    if (at) await openedAt(made.body.id, at);
    return made.body.id;
  }

  const openedAt = (id: string, at: Date) =>
    owner.query('UPDATE process_instances SET started_at = $2, entered_at = $2 WHERE id = $1', [id, at]);

  beforeAll(async () => {
    api = await startTestApi();
    owner = testPool(api.engine.database.ownerUrl);
    marketer = newId();
    await owner.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Mark Marketer', 'mm@example.com', '{marketer}')`,
      [marketer],
    );
    const { colleague } = api.engine.cast;
    await lead('Mine');
    await lead('Old of mine', {}, 200);
    await lead('Theirs', { ownerId: colleague });
    const qualified = await lead('Qualified', { personName: 'Ann' });
    await api.post(`/leads/${qualified}/qualify`, {
      result: 'qualified',
      create: { account: false, contact: true, sale: false },
      ground: 'tender',
    });
    const refused = await lead('Disqualified');
    await api.post(`/leads/${refused}/qualify`, { result: 'disqualified', reason: 'not our client' });
  });

  it('DYN-02: a marketer opens the leads too, from an area of their own', async () => {
    expect(await view('all-leads', marketer)).toHaveLength(5);
    expect((await api.get('/me', { as: marketer })).body.rights).toContain('lead.read');
  });

  it('one’s list opens with the view that one chose, wherever one signs in; nobody else’s does', async () => {
    const { rep, colleague } = api.engine.cast;
    const firsts = async (as: string) => {
      const { body } = await api.get('/views', { as });
      return body.items.filter(({ first }: { first: boolean }) => first).map(({ id }: { id: string }) => id);
    };
    expect(await firsts(rep)).toEqual([]);
    expect((await api.put('/views/all-leads/first')).body).toMatchObject({ id: 'all-leads', first: true });
    const { body: own } = await api.post('/views', { entity: 'lead', name: 'Mine alone', filter: 'number > 0' });
    expect((await api.put(`/views/${own.id}/first`)).body).toMatchObject({ id: own.id, first: true });
    expect([await firsts(rep), await firsts(colleague)]).toEqual([[own.id], []]);
    expect((await api.put(`/views/${own.id}/first`, undefined, { as: colleague })).status).toBe(404);
    await api.delete(`/views/${own.id}`);
    expect(await firsts(rep)).toEqual([]);
  });

  it('DYN-39: all leads are open and closed ones, and only those that the reader may see', async () => {
    expect((await view('all-leads')).sort()).toEqual(['Disqualified', 'Mine', 'Old of mine', 'Qualified', 'Theirs']);
    await repsSee(owner, 'own');
    try {
      expect(await view('all-leads', api.engine.cast.colleague)).toEqual(['Theirs']);
      expect(await filtered('topic = "Mine"', api.engine.cast.colleague)).toEqual([]);
      expect((await api.get('/leads?count=true', { as: api.engine.cast.colleague })).body.total).toBe(1);
    } finally {
      await repsSee(owner, 'all');
    }
  });

  it('DYN-40: my open leads go by who is responsible, whoever created them', async () => {
    // The rep noted every one of them, that of the colleague too.
    expect((await view('my-open-leads')).sort()).toEqual(['Mine', 'Old of mine']);
    expect(await view('my-open-leads', api.engine.cast.colleague)).toEqual(['Theirs']);
    expect(await view('my-open-leads', api.engine.cast.manager)).toEqual([]);
  });

  it('DYN-38, DYN-41: closed leads are both kinds, qualified and disqualified', async () => {
    expect((await view('closed-leads')).sort()).toEqual(['Disqualified', 'Qualified']);
    const rows = (await api.get('/leads?view=closed-leads')).body.items;
    expect(rows.map((row: { result: string }) => row.result).sort()).toEqual(['disqualified', 'qualified']);
    expect(rows[0].columns).toMatchObject({
      closedAt: expect.stringMatching(/^20\d\d-.*Z$/),
      result: expect.any(String),
    });
  });

  it('DYN-42: leads older than 6 months', async () => {
    expect(await view('leads-older-than-6-months')).toEqual(['Old of mine']);
  });

  it('DYN-43: leads opened this week and last week, by the days of the reader', async () => {
    const [edge, before] = [await lead('First minute of the week'), await lead('Last minute before it')];
    // Some weeks on, and the clock stands still: no week ends meanwhile, and no other lead is of it.
    const now = Date.now() + 30 * DAY_MS;
    const later = await serve(api.engine.apiPool, api.engine.cast.rep, { clock: createSettableClock(now) });
    const viewThen = (id: string, as?: string, more?: string) => view(id, as, more, later);
    const monday = startOfWeek('Asia/Tokyo', now);
    await openedAt(edge, new Date(monday));
    await openedAt(before, new Date(monday - 1));
    const inTokyo = (id: string) => viewThen(id, undefined, '&zone=Asia/Tokyo');
    expect(await inTokyo('leads-opened-this-week')).toContain('First minute of the week');
    expect(await inTokyo('leads-opened-this-week')).not.toContain('Last minute before it');
    expect(await inTokyo('leads-opened-last-week')).toEqual(['Last minute before it']);
    // In an office of Honolulu it was still Sunday then.
    const office = newId();
    await owner.query(
      `INSERT INTO offices (id, name, zone, calendar_key) VALUES ($1, '{"en":"H","ru":"Г"}', 'Pacific/Honolulu', 'office')`,
      [office],
    );
    await owner.query('UPDATE people SET office_id = $1 WHERE id = $2', [office, api.engine.cast.manager]);
    const early = startOfWeek('Pacific/Honolulu', now);
    await openedAt(edge, new Date(early - 1));
    expect(await viewThen('leads-opened-this-week', api.engine.cast.manager)).not.toContain('First minute of the week');
    expect(await viewThen('leads-opened-last-week', api.engine.cast.manager)).toContain('First minute of the week');
    await owner.query(`UPDATE process_instances SET started_at = now() - interval '1 day' WHERE id = ANY($1)`, [
      [edge, before],
    ]);
  });

  /** Monday's midnight in a zone, by another way than the one under test. */
  function startOfWeek(zone: string, now: number): number {
    const wall = (at: number) =>
      new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' }).format(
        at,
      );
    let at = Math.floor(now / 3_600_000) * 3_600_000;
    while (!wall(at).startsWith('Mon') || !wall(at).includes('00')) at -= 3_600_000;
    return at;
  }

  it('DYN-44: industry = Financial activity and annual revenue > 1,000,000 dollars', async () => {
    const usd = (amount: string) => ({ industry: 'Financial activity', annualRevenue: { amount, currency: 'USD' } });
    await lead('Bank', usd('1000000.01'));
    await lead('At the line', usd('1000000.00'));
    await lead('Mill', { ...usd('5000000.00'), industry: 'Timber' });
    await lead('Says nothing', { industry: 'Financial activity' });
    await owner.query(
      `INSERT INTO exchange_rates (currency, "from", rate) VALUES ('USD', '2020-01-01', 90) ON CONFLICT DO NOTHING`,
    );
    await owner.query(
      `INSERT INTO settings (key, value) VALUES ('base currency', '"RUB"') ON CONFLICT (key) DO UPDATE SET value = '"RUB"'`,
    );
    await lead('In roubles', {
      industry: 'financial activity',
      annualRevenue: { amount: '90000001.00', currency: 'RUB' },
    });
    const filter = 'industry = "Financial activity" and annualRevenue > 1000000 USD';
    expect(await filtered(filter)).toEqual(['Bank', 'In roubles']);
    const saved = await api.post('/views', {
      entity: 'lead',
      name: 'Rich banks',
      filter,
      sort: '-annualRevenue',
      columns: ['topic', 'annualRevenue'],
    });
    expect(saved.status).toBe(201);
    const page = (await api.get(`/leads?view=${saved.body.id}`)).body;
    expect(page.items.map((row: { columns: unknown }) => row.columns)).toEqual([
      { topic: 'In roubles', annualRevenue: { amount: '90000001.00', currency: 'RUB' } },
      { topic: 'Bank', annualRevenue: { amount: '1000000.01', currency: 'USD' } },
    ]);
  });

  it('DYN-05: in the order of work high comes before medium before low before none, and then the oldest first', async () => {
    const rated = async (topic: string, rating: string | null, daysAgo: number) => {
      const id = await lead(topic, rating ? { fields: { rating } } : {}, daysAgo);
      return id;
    };
    await rated('low', 'low', 9);
    await rated('high, new', 'high', 1);
    await rated('none', null, 20);
    await rated('medium', 'medium', 9);
    await rated('high, old', 'high', 8);
    const mine = ['high, old', 'high, new', 'medium', 'low', 'none'];
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { items, next } = (await api.get(`/leads?view=leads-in-work-order&limit=2${cursor}`)).body;
      seen.push(...items.map((row: { topic: string }) => row.topic));
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    expect(seen.filter((topic) => mine.includes(topic))).toEqual(mine);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('saved views', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let owner: Pool;
  beforeAll(async () => {
    api = await startTestApi();
    owner = testPool(api.engine.database.ownerUrl);
  });

  const save = (body: Record<string, unknown>, as?: string) =>
    api.post('/views', { entity: 'lead', name: 'A view', ...body }, { as });

  it('are seen by their owner alone until they are shared, and then read with the sight of the reader, who is "me"', async () => {
    const { rep, colleague } = api.engine.cast;
    await api.post('/leads', { topic: 'Of the rep', ownerId: rep });
    await api.post('/leads', { topic: 'Of the colleague', ownerId: colleague });
    const { id } = (await save({ filter: 'owner = me' }, rep)).body;
    expect((await api.get(`/leads?view=${id}`, { as: colleague })).body.errors).toMatchObject([{ path: 'query.view' }]);
    expect((await api.get(`/views/${id}`, { as: colleague })).status).toBe(404);
    const shared = { revision: 1, name: 'Shared', filter: 'owner = me', shared: 'everybody' };
    expect((await api.put(`/views/${id}`, shared, { as: rep })).body).toMatchObject({
      revision: 2,
      yours: true,
      shared: 'everybody',
    });
    const read = await api.get(`/leads?view=${id}`, { as: colleague });
    expect(read.body.items.map((row: { topic: string }) => row.topic)).toEqual(['Of the colleague']);
  });

  it('are shared with a team, and nobody else sees them', async () => {
    const { rep, colleague, manager } = api.engine.cast;
    await owner.query(
      `WITH t AS (INSERT INTO teams (id, key, name) VALUES ($1, 'north', '{"en":"North","ru":"Север"}') RETURNING id)
      INSERT INTO team_members (team_id, person_id) SELECT id, $2 FROM t`,
      [newId(), colleague],
    );
    const { id } = (await save({ shared: 'teams', teams: ['north'] }, rep)).body;
    expect((await api.get(`/views/${id}`, { as: colleague })).status).toBe(200);
    expect((await api.get(`/views/${id}`, { as: manager })).status).toBe(404);
    expect((await save({ shared: 'teams', teams: ['south'] })).body.errors).toEqual([
      { path: 'body.teams', message: 'There is no team south' },
    ]);
    expect((await save({ shared: 'teams' })).status).toBe(400);
  });

  it('are changed and deleted by their owner alone, copied by whoever sees them; those that ship by nobody', async () => {
    const { colleague } = api.engine.cast;
    const { id } = (await save({ shared: 'everybody', columns: ['topic'] })).body;
    const theirs = { revision: 1, name: 'Taken over' };
    expect((await api.put(`/views/${id}`, theirs, { as: colleague })).body.detail).toContain('copy it');
    expect((await api.delete(`/views/${id}`, { as: colleague })).status).toBe(403);
    expect((await api.put('/views/all-leads', theirs)).status).toBe(403);
    expect((await api.delete('/views/all-leads')).status).toBe(403);
    const copy = await api.post('/views/my-open-leads/copy', { name: 'My own' }, { as: colleague });
    expect(copy.body).toMatchObject({ yours: true, preset: false, filter: 'open and owner = me', shared: 'nobody' });
    expect((await api.put(`/views/${id}`, { revision: 7, name: 'Late' })).body.code).toBe('MovedOn');
    expect((await api.delete(`/views/${id}`)).body).toEqual({ deleted: true });
    expect((await api.get(`/views/${id}`)).status).toBe(404);
  });

  it('say what is wrong when they are saved, all of it with its place, and nothing is kept', async () => {
    const answer = await save({
      filter: 'ratingg = high and\n annualRevenue > 5',
      sort: 'topik',
      columns: ['topic', 'snapshot'],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.findings).toMatchObject([
      { code: 'FieldUnknown', line: 1, column: 1, path: ['body', 'filter'] },
      { code: 'CurrencyMissing', line: 2, column: 18, message: 'Say the currency: 5 USD.' },
      { code: 'FieldUnknown', path: ['body', 'sort'] },
      { code: 'FieldUnknown', line: 1, column: 7, path: ['body', 'columns'] },
    ]);
    expect(answer.body.errors[0].message).toContain('did you mean rating?');
    const names = (await api.get('/views?entity=lead')).body.items.map((one: { name: { en: string } }) => one.name.en);
    expect(names.filter((name: string) => name === 'A view')).toHaveLength(1);
  });

  it('over a field that was retired say so, and give no rows instead of wrong ones', async () => {
    await owner.query(
      `INSERT INTO custom_fields (entity, key, type, name) VALUES ('lead', 'floors', 'number', '{"en":"Floors","ru":"Этажи"}')`,
    );
    const { id } = (await save({ filter: 'custom.floors > 3', name: 'Tall' })).body;
    expect((await api.get(`/leads?view=${id}`)).status).toBe(200);
    await owner.query(`UPDATE custom_fields SET retired_at = now() WHERE key = 'floors'`);
    expect((await api.get(`/views/${id}`)).body.findings).toMatchObject([
      { code: 'FieldRetired', part: 'filter', message: { ru: expect.stringContaining('floors') } },
    ]);
    expect(await api.get(`/leads?view=${id}`)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'query.view.filter', message: expect.stringContaining('retired') }] },
    });
  });

  it('that ship have names in both languages, and each can be read', async () => {
    const { items } = (await api.get('/views')).body;
    const presets = items.filter((one: { preset: boolean }) => one.preset);
    expect(presets.length).toBeGreaterThan(10);
    for (const { id, entity, name, findings } of presets) {
      expect([id, findings, name.en.length > 0, /[а-я]/.test(name.ru)]).toEqual([id, [], true, true]);
      expect((await api.get(`/${entity}s?view=${id}&count=true`)).status).toBe(200);
    }
  });

  it('tell the fields they can name, with operators and names in both languages', async () => {
    for (const entity of ['lead', 'sale', 'account', 'contact']) {
      const { items } = (await api.get(`/${entity}s/fields`)).body;
      expect(items.length).toBeGreaterThan(10);
      const names = items.map(({ key }: { key: string }) => key);
      expect(new Set(names).size).toBe(names.length);
      const sortable = items.filter((one: { sortable: boolean; retired?: boolean }) => one.sortable && !one.retired);
      for (const { key } of sortable)
        for (const way of ['', '-'])
          expect([key, (await api.get(`/${entity}s?sort=${way}${key}&columns=${key}`)).status]).toEqual([key, 200]);
    }
    const check = await api.get(`/leads/fields/check?filter=${encodeURIComponent('open and rating = huge')}`);
    expect(check.body).toMatchObject({ ok: true });
    const wrong = await api.get(`/leads/fields/check?filter=${encodeURIComponent('result = lost')}`);
    expect(wrong.body).toMatchObject({ ok: false, findings: [{ code: 'OptionUnknown', from: 9, to: 13 }] });
  });
});
