import { setTimeout as pause } from 'node:timers/promises';
import { namedPeriod } from '../../src/insight';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { repsSee } from '../support/sight';

/** These take less. */
const FILE_MS = 3 * 60_000;

describe('reports under a name', () => {
  let api: TestApi & { engine: Engine };
  let manager: string;
  let rep: string;
  let colleague: string;

  beforeAll(async () => {
    // What is made here is of this month to the end: where the office's month ends meanwhile, the next one is waited for.
    const leftMs = namedPeriod('this month', 'Europe/Moscow', Date.now()).until - Date.now();
    if (leftMs < FILE_MS) await pause(leftMs + 1000);
    api = await startTestApi();
    ({ manager, rep, colleague } = api.engine.cast);
    for (const [title, as, amount] of [
      ['Mine', rep, '100.00'],
      ['=Theirs', colleague, '250.50'],
    ] as const)
      await api.post('/sales', { title, fields: { amount: { amount, currency: 'RUB' } } }, { as });
  }, 2 * FILE_MS);

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

  it('TB-AN-06: sources and incoming are saved as others are: period, comparison, filter, group; a number of a part opens its own', async () => {
    for (const as of [rep, rep, colleague])
      expect(await api.post('/leads', { topic: 'By hand', source: 'Trade fair' }, { as })).toMatchObject({
        status: 201,
      });
    const question = { period: 'this month', compare: 'period before', by: 'owner', source: 'Trade fair' };
    const runOf = async (report: string) => {
      const made = await saved({ report, name: report, question });
      expect(made).toMatchObject({ status: 201, body: { report, question } });
      return (await api.get(`/reports/${made.body.id}/run`, asManager())).body.answer;
    };
    const names = ({ parts }: { parts: { group: { name: string } }[] }) => parts.map(({ group }) => group.name).sort();
    const incoming = await runOf('incoming');
    expect(incoming).toMatchObject({ items: [{ channel: 'by hand', cameIn: 3 }], before: { items: [] } });
    expect(names(incoming)).toEqual(['Carl Colleague', 'Rita Rep']);
    const mine = incoming.parts.find(({ group }: { group: { key: string } }) => group.key === rep);
    expect(mine).toMatchObject({
      items: [{ cameIn: 2, owners: [{ person: { id: rep }, cameIn: 2 }] }],
      before: { items: [] },
    });
    const opened = await api.get(`/insight/incoming/items?owner=${rep}&source=Trade+fair&channel=by+hand`, asManager());
    expect(opened.body.items).toHaveLength(2);
    const none = await api.get(`/insight/incoming/items?source=Letters&channel=by+hand`, asManager());
    expect(none.body.items).toEqual([]);
    const sources = await runOf('sources');
    expect(sources.items).toMatchObject([{ source: { key: 'trade fair' }, leads: 3, touches: 3 }]);
    expect(sources.parts.map((one: typeof mine) => [one.group.name, one.items[0].leads])).toEqual([
      ['Rita Rep', 2],
      ['Carl Colleague', 1],
    ]);
    expect((await api.get('/insight/sources?source=Letters', asManager())).body.items).toEqual([]);
    for (const bad of ['/insight/sources?compare=year+before', '/insight/incoming?period=all+time'])
      expect((await api.get(bad, asManager())).status).toBe(400);
  });

  it('DYN-23: a chart of a list under a name is a saved report: run for whoever reads it, and a file', async () => {
    const question = { entity: 'lead', by: 'source', form: 'columns' };
    const made = await saved({ report: 'list-chart', name: 'By source', question, shared: 'everybody' });
    expect(made).toMatchObject({ status: 201, body: { report: 'list-chart', question } });
    const run = await api.get(`/reports/${made.body.id}/run`, { as: rep });
    expect(run.body.answer).toMatchObject({ by: { key: 'source' }, bars: [{ label: { en: 'Trade fair' }, count: 3 }] });
    const file = await api.get(`/reports/${made.body.id}/export?separator=comma&bom=false`, asManager());
    expect(file.body.split('\r\n').slice(0, 2)).toEqual(['Source,Count', 'Trade fair,3']);
    for (const [wrong, path] of [
      [{ entity: 'moon', by: 'source' }, 'body.question.entity'],
      [{ entity: 'lead' }, 'body.question.by'],
      [{ ...question, form: 'pie' }, 'body.question.form'],
      // What a field is, and whether there is one, is known to the list alone.
      [{ ...question, by: 'no-such-field' }, 'body.question.by'],
      [{ ...question, by: 'number' }, 'body.question.by'],
      [{ ...question, sum: 'topic' }, 'body.question.sum'],
      [{ ...question, filter: 'source = = fair' }, 'body.question.filter'],
      [{ ...question, view: '01930000-0000-7000-8000-000000000000' }, 'body.question.view'],
    ] as const) {
      const answer = await saved({ report: 'list-chart', name: 'x', question: wrong });
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, path]);
    }
    expect((await api.get('/reports', asManager())).body.kinds).not.toContain('list-chart');
  });

  it('a question that no report could answer is refused when it is saved, and not when it is read', async () => {
    for (const [question, path] of [
      [{ period: 'this month', from: '2026-01-01' }, 'body.question.period'],
      [{ period: 'all time', compare: 'year before' }, 'body.question.compare'],
      [{ kind: 'lead' }, 'body.question.kind'],
    ] as const) {
      const answer = await saved({ report: 'funnel', name: 'x', question });
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, path]);
    }
    const kept = await saved({ report: 'funnel', name: 'Good', question: { period: 'this month' } });
    const change = { revision: 1, name: 'Bad', question: { by: 'weather' } };
    expect((await api.put(`/reports/${kept.body.id}`, change, asManager())).body.errors?.[0]?.path).toBe(
      'body.question.by',
    );
  });

  it('every report there is can be run and exported as CSV and XLSX', async () => {
    const { kinds } = (await api.get('/reports', asManager())).body;
    expect(kinds).toEqual(expect.arrayContaining(['funnel', 'pipeline-change']));
    for (const kind of kinds) {
      // No forecast has been kept here.
      if (kind === 'past-forecast') continue;
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
