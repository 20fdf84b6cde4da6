import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { repsSee } from '../support/sight';

jest.setTimeout(60_000);

describe('reports under a name', () => {
  let api: TestApi & { engine: Engine };
  let manager: string;
  let rep: string;
  let colleague: string;

  beforeAll(async () => {
    api = await startTestApi();
    ({ manager, rep, colleague } = api.engine.cast);
    for (const [title, as, amount] of [
      ['Mine', rep, '100.00'],
      ['=Theirs', colleague, '250.50'],
    ] as const)
      await api.post('/sales', { title, fields: { amount: { amount, currency: 'RUB' } } }, { as });
  });

  const asManager = () => ({ as: manager });
  const saved = async (body: object, as = manager) => api.post('/reports', body, { as });
  const started = (answer: { items: { process: { key: string }; started: { count: number } }[] }) =>
    answer.items.find(({ process }) => process.key === 'standard-sale')?.started.count;

  it('TB-AN-06: is saved with its period, comparison, filters and parts, and run again as of now', async () => {
    const question = { period: 'this month', compare: 'period before', process: 'standard-sale', by: 'owner' };
    const made = await saved({ report: 'funnel', name: 'Our month', question });
    expect(made).toMatchObject({
      status: 201,
      body: { report: 'funnel', name: 'Our month', question, yours: true, revision: 1 },
    });
    const run = async () => (await api.get(`/reports/${made.body.id}/run`, asManager())).body.answer;
    const first = await run();
    expect(first.compared.until).toBe(first.period.from);
    expect(first.items.map(({ group }: { group: { name: string } }) => group.name)).toEqual([
      'Carl Colleague',
      'Rita Rep',
    ]);
    expect(first.comparedItems).toEqual([]);
    await api.post('/sales', { title: 'Another' });
    expect((await run()).items.at(-1).started.count).toBe(2);
  });

  it('is shared as views are: nobody else reads one’s own, and each reads a shared one as far as they see', async () => {
    const own = await saved({ report: 'funnel', name: 'Mine alone' });
    expect((await api.get(`/reports/${own.body.id}`)).status).toBe(404);
    const { body } = await saved({ report: 'funnel', name: 'For all', shared: 'everybody' });
    expect((await api.get('/reports')).body.items.map(({ name }: { name: string }) => name)).toEqual(['For all']);
    const owner = testPool(api.engine.database.ownerUrl);
    const all = started((await api.get(`/reports/${body.id}/run`)).body.answer);
    await repsSee(owner, 'own');
    const mine = started((await api.get(`/reports/${body.id}/run`)).body.answer);
    expect([all, mine]).toEqual([3, 2]);
    await repsSee(owner, 'all');
    const change = { revision: 1, name: 'Ours', shared: 'everybody' };
    expect((await api.put(`/reports/${body.id}`, change)).status).toBe(403);
    expect((await api.put(`/reports/${body.id}`, change, asManager())).body).toMatchObject({
      name: 'Ours',
      revision: 2,
    });
    expect((await api.put(`/reports/${body.id}`, change, asManager())).status).toBe(409);
    expect((await api.delete(`/reports/${body.id}`, asManager())).body).toEqual({ deleted: true });
  });

  it('refuses a report that there is not, and a question that makes no sense, and saves nothing', async () => {
    for (const [body, path] of [
      [{ report: 'none', name: 'x' }, 'body.report'],
      [{ report: 'funnel', name: 'x', question: { by: 'moon' } }, 'body.question.by'],
      [{ report: 'funnel', name: 'x', question: { colour: 'red' } }, 'body.question.colour'],
      [{ report: 'funnel', name: 'x', shared: 'teams' }, 'body.teams'],
    ] as const) {
      const answer = await saved(body);
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, path]);
    }
    expect((await api.get('/reports', asManager())).body.items.map(({ name }: { name: string }) => name)).toEqual([
      'Mine alone',
      'Our month',
    ]);
  });

  it('every report there is can be run and exported as CSV and XLSX', async () => {
    const { kinds } = (await api.get('/reports', asManager())).body;
    expect(kinds).toEqual(expect.arrayContaining(['funnel', 'pipeline-change']));
    for (const kind of kinds) {
      const csv = await api.get(`/insight/${kind}/export?separator=comma`, asManager());
      expect([kind, csv.status, csv.headers.get('content-disposition')]).toEqual([
        kind,
        200,
        `attachment; filename="${kind}.csv"`,
      ]);
      expect(csv.body.split('\r\n').length).toBeGreaterThan(1);
      const xlsx = await api.get(`/insight/${kind}/export?format=xlsx`, asManager());
      expect([kind, xlsx.status, String(xlsx.body).slice(0, 2)]).toEqual([kind, 200, 'PK']);
    }
    const { body } = await api.get(
      '/insight/funnel/export?separator=comma&bom=false&process=standard-sale&period=all+time',
      asManager(),
    );
    expect(body.split('\r\n').slice(0, 2)).toEqual([
      'Process,Part,Stage,Entered,Amount,In it now,Amount in it,Came further,Won,"Days, median","Days, 90 %",Left to',
      'Standard sale,,Qualify,3,350.50,3,350.50,0,0,,,',
    ]);
  });

  it('a period is a day in a zone or an instant, one by name, or none; whatever else is told', async () => {
    const period = async (query: string) =>
      (await api.get(`/insight/pipeline-change?${query}`, asManager())).body.period;
    expect(await period('from=2026-03-29&until=2026-03-30&zone=Europe/Berlin')).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      until: '2026-03-29T22:00:00.000Z',
      zone: 'Europe/Berlin',
    });
    for (const [query, path] of [
      ['period=this+month&from=2026-01-01', 'query.period'],
      ['from=2026-02-01&until=2026-01-01', 'query.until'],
      ['until=2026-01-01', 'query.from'],
      ['from=2026-13-01', 'query.from'],
      ['zone=Moon', 'query.zone'],
      ['compare=never', 'query.compare'],
      ['period=all+time&compare=year+before', 'query.compare'],
      ['compareFrom=2026-01-01', 'query.compare'],
      ['closeFrom=2026-01-01', 'query.closeUntil'],
      ['kind=lead', 'query.kind'],
      ['colour=red', 'query.colour'],
    ] as const) {
      const answer = await api.get(`/insight/pipeline-change?${query}`, asManager());
      expect([query, answer.status, answer.body.errors?.[0]?.path]).toEqual([query, 400, path]);
    }
  });

  it('what a number opens takes the filters, orders and columns of lists on top, and no stray parameter', async () => {
    const { items } = (await api.get('/insight/pipeline-change?period=today', asManager())).body;
    const { count, opens } = items[0].changes.end;
    const list = await api.get(
      `${opens}&count=true&sort=-amount&columns=amount,owner&filter=${encodeURIComponent('amount > 200 RUB')}`,
      asManager(),
    );
    expect([count, list.body.total, list.body.items[0].columns.amount.amount]).toEqual([3, 1, '250.50']);
    const one = await api.get(`${opens}&limit=2`, asManager());
    const two = await api.get(`${opens}&limit=2&cursor=${encodeURIComponent(one.body.next)}`, asManager());
    expect([one.body.items.length, two.body.items.length, two.body.next]).toEqual([2, 1, null]);
    for (const [query, path] of [
      [`${opens}&colour=red`, 'query.colour'],
      [`${opens}&at.moon=full`, 'query.at.moon'],
      ['/insight/deals?set=none', 'query.set'],
    ] as const)
      expect((await api.get(query, asManager())).body.errors?.[0]?.path).toBe(path);
  });
});
