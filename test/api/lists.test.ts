import { SEES_ALL } from '../../src/access';
import {
  CARD_LIGHTS,
  createVersions,
  type InstanceFilter,
  instancePage,
  lightOf,
  narrowedInstances,
} from '../../src/crm';
import { askRightly } from '../../src/crm/lists/question';
import { createSettableClock } from '../../src/platform/clock';
import { serve, startTestApi } from '../support/api';

const DAY_MS = 86_400_000;

describe('lists', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  const clock = createSettableClock(Date.now());
  const made: { id: string; number: number }[] = [];
  const amounts = ['300', '100', '500', '200', '400'];
  const create = async (title: string, amount?: string) =>
    (await api.post('/sales', { title, fields: amount ? { amount: { amount, currency: 'RUB' } } : {} })).body;

  beforeAll(async () => {
    api = await startTestApi();
    for (const amount of amounts) made.push(await create(`For ${amount}`, amount));
    const until = new Date(Date.now() + 40 * DAY_MS).toISOString();
    await api.post(`/sales/${made[4]?.id}/commands`, { type: 'wait', until, reason: 'Budget' });
  });
  beforeEach(() => clock.set(Date.now()));

  it.each([
    ['-startedAt', [4, 3, 2, 1, 0]],
    ['startedAt', [0, 1, 2, 3, 4]],
    ['number', [0, 1, 2, 3, 4]],
    ['-amount', [2, 4, 0, 3, 1]],
  ])(
    'pages in the order %s add up to the whole as of the first one, whatever comes in meanwhile',
    async (sort, order) => {
      const ids: string[] = [];
      const asOf = new Set<string>();
      const first = (await api.get(`/sales?sort=${sort}&limit=2&count=true`)).body;
      const total = first.total;
      await create('Came in between', '350');
      for (let page = first; ; page = (await api.get(`/sales?sort=${sort}&limit=2&cursor=${page.next}`)).body) {
        ids.push(...page.items.map((row: { id: string }) => row.id));
        asOf.add(page.asOf);
        if (page.next === null) break;
      }
      expect(asOf.size).toBe(1);
      expect(ids).toHaveLength(total);
      expect(ids.filter((id) => made.some((one) => one.id === id))).toEqual(order.map((n) => made[n]?.id));
    },
  );

  it('a cursor of another order or filter is refused', async () => {
    const { next } = (await api.get('/sales?limit=1')).body;
    expect(await api.get(`/sales?limit=1&sort=number&cursor=${next}`)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'query.cursor' }] },
    });
  });

  it('filters: whose, which stage, which process, how it stands', async () => {
    const count = async (filter: string) => (await api.get(`/sales?count=true&${filter}`)).body.total;
    const all = await count('');
    expect(await count('owner=me')).toBe(all);
    expect(await count(`owner=${api.engine.cast.colleague}`)).toBe(0);
    expect(await count('state=qualify&open=true&process=standard-sale')).toBe(all);
    expect(await count('process=demo-sale')).toBe(0);
    expect(await count('light=waiting')).toBe(1);
    expect(await count('result=won')).toBe(0);
    expect(await count(`startedTo=${new Date(Date.now() - 180 * DAY_MS).toISOString()}`)).toBe(0);
  });

  it('the light of a list is by the clock, and the same in SQL and in code', async () => {
    const source = { pool: api.engine.apiPool, versions: createVersions(api.engine.apiPool) };
    const seen = new Set<string>();
    const nobody = { id: SEES_ALL.personId, roles: [], teams: [] };
    const list = async (filter: InstanceFilter, now: number) => {
      const asked = await askRightly(source.pool, nobody, { entity: 'sale', sort: 'startedAt' });
      const whole = { page: { limit: 500 }, wording: filter, sight: SEES_ALL };
      return instancePage(source, { person: nobody }, narrowedInstances(asked, filter), whole, now);
    };
    const [first] = (await list({}, Date.now())).items;
    const { dueSoonAt, dueAt, escalateAt } = first?.standing ?? {};
    for (const now of [Date.now(), Number(dueSoonAt), Number(dueAt), Number(escalateAt), Date.now() + 41 * DAY_MS]) {
      const whole = await list({}, now);
      for (const light of CARD_LIGHTS) {
        const filtered = await list({ light }, now);
        const expected = whole.items.filter(({ standing }) => lightOf(standing, now) === light);
        expect(filtered.items.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        if (expected.length > 0) seen.add(light);
      }
    }
    expect([...seen].sort()).toEqual([...CARD_LIGHTS].sort());
  });

  it('over HTTP the light follows the clock that the API was given', async () => {
    const later = await serve(api.engine.apiPool, api.engine.cast.rep, { clock });
    clock.advance(20 * DAY_MS);
    const { items } = (await later.get(`/sales?owner=me&limit=500`)).body;
    expect(new Set(items.map((row: { light: string }) => row.light))).toEqual(new Set(['escalated', 'waiting']));
    expect((await later.get('/insight/stalled?count=true')).body.piles).toEqual({
      'over its limit': items.length - 1,
      'no next step': 0,
      'next step overdue': items.length - 1,
      'waiting past its date': 0,
    });
    expect((await later.get('/insight/stalled?limit=2')).body.items).toMatchObject([
      { level: 'escalated', amount: { amount: '500.00' } },
      { level: 'escalated' },
    ]);
    expect((await later.get('/tasks?limit=1')).body.items).toMatchObject([{ light: 'overdue' }]);
  });

  it('people, teams, processes, calendars, contacts, me', async () => {
    expect((await api.get('/me')).body).toMatchObject({
      id: api.engine.cast.rep,
      rights: expect.arrayContaining(['sale.command']),
    });
    expect((await api.get('/people')).body.items).toHaveLength(3);
    expect((await api.get('/teams')).body.items).toEqual([]);
    expect((await api.get('/processes')).body.items).toContainEqual(
      expect.objectContaining({ key: 'standard-sale', version: 1 }),
    );
    expect((await api.get('/processes/standard-sale/versions')).body.items).toHaveLength(1);
    const version = (await api.get('/processes/standard-sale/versions/1')).body;
    expect(version).toMatchObject({
      source: expect.stringContaining('process: standard-sale'),
      definition: { kind: 'sale' },
    });
    expect((await api.get('/processes/standard-sale/versions/2')).status).toBe(404);
    expect((await api.get('/calendars')).body.items).toMatchObject([{ key: 'office' }]);
    const account = (
      await api.post('/accounts', { name: 'Acme', annualRevenue: { amount: '1000000', currency: 'USD' } })
    ).body;
    const contact = (await api.post('/contacts', { name: 'Ivan', accounts: [{ id: account.id, post: 'Director' }] }))
      .body;
    expect((await api.get(`/contacts?account=${account.id}`)).body.items).toEqual([contact]);
    expect((await api.get('/imports/0199a0a0-0000-7000-8000-000000000000')).status).toBe(404);
  });
});
