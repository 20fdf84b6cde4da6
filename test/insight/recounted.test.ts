import fc from 'fast-check';
import { publishShipped } from '../../activities/publish-shipped';
import { makeSample } from '../../activities/sample/make-sample';
import { SEES_ALL } from '../../src/access';
import { askRightly, createVersions, instancePage } from '../../src/crm';
import {
  countStalled,
  dealSetNamed,
  pilesOf,
  type Question,
  readFunnels,
  readPipelineChange,
  readStalled,
  setSql,
} from '../../src/insight';
import { readConfig } from '../../src/platform/config';
import type { Pool } from '../../src/platform/database';
import { freshDatabase, testPool } from '../support/database';
import { writeHardPasts } from '../support/hard-pasts';
import { writePast } from '../support/lived';
import { recountChange } from './recount/change';
import { clientsHold } from './recount/clients';
import { type Deals, dealsOf } from './recount/deals';
import { attainmentHolds, forecastHolds, sayAndSet } from './recount/forecast';
import { recountFunnel } from './recount/funnel';
import { historyHolds } from './recount/history';
import { eventLog, type Logged, worthOf } from './recount/log';
import { changePartsHold, funnelPartsHold } from './recount/parts';
import { processChangeHolds, sellersHold } from './recount/sellers';
import { interestHolds, sourcesHold, touchClients } from './recount/sources';
import { recountPiles } from './recount/stalled';
import { leadChartHolds, workloadHolds } from './recount/workload';

const DAY_MS = 86_400_000;
const ZONE = 'Europe/Moscow';

/** Sales whose clients decide later and later: the day was put off up to three times. */
async function putOff(pool: Pool, now: number): Promise<void> {
  const version = await createVersions(pool).current('standard-sale');
  const { rows } = await pool.query<{ owner: string }>(
    `SELECT DISTINCT owner_id::text AS owner FROM process_instances WHERE kind = 'sale' ORDER BY 1 LIMIT 8`,
  );
  if (!version) throw new Error('No standard sale');
  for (const [n, { owner }] of rows.entries())
    await writePast(pool, { versionId: version.id, definition: version.definition }, (past) => {
      const actor = { id: owner, roles: ['rep', 'manager'], teams: [], manages: true };
      const ask = (days: number, act: Parameters<typeof past.ask>[2]) => {
        if (act.type !== 'start') past.passUntil(now - days * DAY_MS);
        past.ask(now - days * DAY_MS, actor, act);
      };
      const task = () => past.snapshot().tasks.find(({ status }) => status === 'open')?.id ?? '';
      ask(40, { type: 'start', owner, fields: { amount: { minor: 100_000 * (n + 1), currency: 'RUB' } } });
      ask(35, { type: 'complete', task: task(), outcome: 'need confirmed' });
      ask(30, { type: 'complete', task: task(), outcome: 'sent', fields: { decisionDate: '2026-11-27' } });
      for (let times = 0; times <= n % 4; times++)
        ask(20 - times, { type: 'amend', fields: { decisionDate: `2026-12-${String(10 + 2 * times)}` } });
      past.passUntil(now);
    });
}

/** Each figure against other code, which reads the event log of the sample company and nothing else. */
describe('reports, recounted from the event log alone', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');
  let pool: Pool;
  let log: Map<string, Logged[]>;
  let first: number;
  let deals: Deals;
  /** Those that went across summer time or a holiday, were reopened, changed version, or are of a person who is gone. */
  let hard: string[];

  beforeAll(async () => {
    const { apiUrl, workerUrl, ownerUrl } = await freshDatabase();
    const workers = testPool(workerUrl);
    await publishShipped(workers, readConfig().root);
    await makeSample(workers, now);
    pool = testPool(apiUrl);
    await putOff(workers, now);
    hard = await writeHardPasts(workers, testPool(ownerUrl), now);
    log = await eventLog(workers);
    first = Math.min(...[...log.values()].map(([one]) => one?.at ?? now));
    await sayAndSet(testPool(ownerUrl), { starting: '2026-08-01', per: 'month', count: 6 });
    await touchClients(testPool(ownerUrl));
    deals = await dealsOf(workers, log);
  });

  const on = () => ({ ...source(), deals, asked });
  const spans = [90, 400].map((days) => ({ from: now - days * DAY_MS, until: now, zone: ZONE }));

  const source = () => ({ pool, versions: createVersions(pool) });
  const asked = (more: Partial<Question> = {}): Question => ({
    kind: 'sale',
    period: { from: 0, until: now + DAY_MS, zone: ZONE },
    compared: null,
    narrow: {},
    by: null,
    asOf: now,
    ...more,
  });

  /** What an address opens: its deals, and how many. */
  const opened = async (address: string) => {
    const query = new URLSearchParams(address.split('?')[1]);
    const set = dealSetNamed(query.get('set') ?? '');
    if (!set) throw new Error(`No set ${query.get('set')}`);
    const at = Object.fromEntries(
      [...query].flatMap(([key, value]) => (key.startsWith('at.') ? [[key.slice(3), value]] : [])),
    );
    const narrow: Record<string, string[]> = {};
    for (const key of ['owner', 'team', 'process', 'stage', 'source', 'product', 'region', 'line', 'version'])
      if (query.has(key)) narrow[key] = query.getAll(key);
    const period = {
      from: Date.parse(query.get('from') ?? ''),
      until: Date.parse(query.get('until') ?? ''),
      zone: query.get('zone') ?? '',
    };
    const question = asked({ narrow, period, kind: query.get('kind') as 'sale' });
    const person = { id: SEES_ALL.personId, roles: [], teams: [] };
    const list = await askRightly(pool, person, { entity: question.kind });
    const also = (bind: (value: unknown) => string) =>
      setSql(set, { question, sight: SEES_ALL, bind }, set.at.parse(at));
    const page = { limit: 500, count: true };
    return instancePage(source(), { person }, list, { page, wording: address, sight: SEES_ALL, also }, now);
  };

  it('the sample is worth it: sales that came back, waited, were won, lost and are open', () => {
    const deals = [...log.values()];
    expect(deals.length).toBeGreaterThan(100);
    expect(new Set(deals.map((deal) => deal.at(-1)?.to)).size).toBeGreaterThan(6);
    expect(hard.filter((id) => log.has(id))).toHaveLength(10);
  });

  it('TB-AN-01 ONEC-20: the funnel of each process, entered, in it, left where to, won, median and 90th percentile, over several periods', async () => {
    let compared = 0;
    for (const days of [30, 120, 3650]) {
      const period = { from: now - days * DAY_MS, until: now, zone: ZONE };
      for (const funnel of await readFunnels(source(), asked({ period }), SEES_ALL)) {
        const recounted = recountFunnel(log, { process: funnel.process.key, ...period, asOf: now });
        const steps = new Set(funnel.stages.map(({ key }) => key));
        expect(Object.keys(recounted).filter((state) => !steps.has(state))).toEqual([]);
        for (const stage of funnel.stages) {
          const by = recounted[stage.key];
          const { entered, inNow, won, left, time } = stage;
          expect({
            entered: entered.count,
            minor: entered.minor,
            inNow: inNow.count,
            now: inNow.minor,
            won: won.count,
            wonMinor: won.minor,
          }).toEqual({
            entered: by?.entered.count ?? 0,
            minor: by?.entered.minor ?? 0,
            inNow: by?.inNow.count ?? 0,
            now: by?.inNow.minor ?? 0,
            won: by?.won.count ?? 0,
            wonMinor: by?.won.minor ?? 0,
          });
          expect(Object.fromEntries(left.map(({ to, count, minor }) => [to, { count, minor }]))).toEqual(
            by?.left ?? {},
          );
          expect(entered.count).toBe(inNow.count + left.reduce((all, { count }) => all + count, 0));
          if (by) expect(time).toEqual({ visits: by.visits, open: by.open, medianMs: by.medianMs, p90Ms: by.p90Ms });
          if (by) compared++;
        }
      }
    }
    expect(compared).toBe(11);
  });

  it('each number of a funnel opens its deals, as many as it says and worth what it says', async () => {
    const period = { from: now - 200 * DAY_MS, until: now, zone: ZONE };
    const funnels = await readFunnels(source(), asked({ period, by: 'owner' }), SEES_ALL);
    const numbers = funnels.flatMap(({ started, open, won, lost, stages }) => [
      ...[started, open, won, lost],
      ...stages.flatMap((stage) => [stage.entered, stage.inNow, stage.won, ...stage.left]),
    ]);
    const further = funnels.flatMap(({ stages }) => stages.map((stage) => stage.further));
    const some = [...numbers, ...further].filter(({ count }, n) => count > 0 && n % 5 === 0);
    expect(some.length).toBeGreaterThan(10);
    for (const number of some) {
      const list = await opened(number.opens);
      expect([number.opens, list.total]).toEqual([number.opens, number.count]);
      if ('minor' in number)
        expect(list.items.reduce((all, { id }) => all + worthOf(log.get(id)?.at(-1) as Logged), 0)).toBe(number.minor);
    }
  });

  it('PB-21: the change of the pipeline over any period and any days of closing, and it adds up', async () => {
    const instant = fc.integer({ min: first - DAY_MS, max: now });
    const day = (at: number) => new Date(at).toISOString().slice(0, 10);
    const spans = fc.record({
      a: instant,
      b: instant,
      c: instant,
      ahead: fc.integer({ min: 1, max: 120 }),
      all: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(spans, async ({ a, b, c, ahead, all }) => {
        const period = { from: Math.min(a, b), until: Math.max(a, b) + 1, zone: ZONE };
        const closing = all ? null : { from: day(c), until: day(c + ahead * DAY_MS) };
        const [found] = await readPipelineChange(pool, asked({ period }), closing, SEES_ALL);
        const recounted = recountChange(log, { ...period, ...(closing && { closing }) });
        const changes = found?.changes;
        if (!changes) throw new Error('Nothing was counted.');
        for (const change of [
          'begin',
          'came in',
          'moved in',
          'grew',
          'shrank',
          'won',
          'lost',
          'moved out',
          'end',
          'idle',
        ] as const) {
          const { count, minor } = changes[change];
          expect([change, { count, minor }]).toEqual([change, recounted[change] ?? { count: 0, minor: 0 }]);
        }
        const { begin, won, lost, end, grew, shrank } = changes;
        const [camein, movedin, movedout] = [changes['came in'], changes['moved in'], changes['moved out']];
        expect(end.count).toBe(begin.count + camein.count + movedin.count - won.count - lost.count - movedout.count);
        expect(end.minor).toBe(
          begin.minor +
            camein.minor +
            movedin.minor +
            grew.minor -
            shrank.minor -
            won.minor -
            lost.minor -
            movedout.minor,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('DIR-31: periods of the pipeline that follow each other join, and each number opens its deals', async () => {
    const half = now - 60 * DAY_MS;
    const [one] = await readPipelineChange(
      pool,
      asked({ period: { from: now - 120 * DAY_MS, until: half, zone: ZONE } }),
      null,
      SEES_ALL,
    );
    const [two] = await readPipelineChange(
      pool,
      asked({ period: { from: half, until: now, zone: ZONE } }),
      null,
      SEES_ALL,
    );
    expect(two?.changes.begin).toMatchObject({ count: one?.changes.end.count, minor: one?.changes.end.minor });
    for (const { count, opens } of Object.values(two?.changes ?? {})) expect((await opened(opens)).total).toBe(count);
    expect(Object.values(two?.changes ?? {}).some(({ count }) => count > 0)).toBe(true);
  });

  it('DYN-47: the piles of the stalled board, of sales and of leads, at several instants', async () => {
    const definitions = createVersions(pool);
    const { rows } = await pool.query<{ id: string; key: string }>('SELECT id, key FROM process_versions');
    const known = await definitions.all(rows.map(({ id }) => id));
    const clients = new Set(
      rows.flatMap(({ id, key }) =>
        Object.entries(known.get(id)?.definition.stages ?? {}).flatMap(([state, { clock }]) =>
          clock === 'client' ? [`${key} ${state}`] : [],
        ),
      ),
    );
    for (const kind of ['sale', 'lead'] as const)
      for (const at of [now, now + 7 * DAY_MS, now + 90 * DAY_MS]) {
        const piles = recountPiles(log, kind, at, ({ process, to }) => clients.has(`${process} ${to}`));
        const counted = await countStalled({ pool }, { sight: SEES_ALL, kind, narrow: {} }, at);
        for (const pile of pilesOf(kind).filter((one) => one !== 'never touched')) {
          expect([kind, pile, counted[pile]]).toEqual([kind, pile, piles[pile]?.size]);
          const board = await readStalled(
            source(),
            { sight: SEES_ALL, kind, pile, narrow: {}, page: { limit: 500 } },
            at,
          );
          expect(new Set(board.items.map(({ id }) => id))).toEqual(piles[pile]);
        }
      }
  });

  it('TB-SFA-09: the forecast of months and quarters by stage and by category, what was put off, and each part of it', async () => {
    const seen = await forecastHolds(on(), { starting: '2026-08-01', per: 'month', count: 6, zone: ZONE });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
    await forecastHolds(on(), { starting: '2026-04-01', per: 'quarter', count: 4, zone: 'America/Los_Angeles' });
  });

  it('TB-SFA-09: the forecast by history, of each owner and month, and its interval by the same draws', async () => {
    const seen = await historyHolds(on(), { starting: '2026-11-01', asOf: now, zone: ZONE });
    expect(seen.known).toBeGreaterThan(20);
    expect(seen.expected).toBeGreaterThan(0);
  });

  it('TB-SFA-09: how far people and teams meet their quotas, month by month', async () => {
    const seen = await attainmentHolds(on(), { starting: '2026-08-01', per: 'month', count: 6, zone: ZONE });
    expect(seen.quotas).toBeGreaterThan(60);
    expect(seen.won).toBeGreaterThan(10);
  });

  it('TB-SFA-10: how sellers fared, by whatever they are parted', async () => {
    for (const period of spans) expect((await sellersHold(on(), period)).closed).toBeGreaterThan(10);
  });

  it('TB-SFA-10: what changed with a version, in all and of each seller', async () => {
    const change = { process: 'standard-sale', version: 1, at: now - 80 * DAY_MS };
    const seen = await processChangeHolds(on(), { change, days: 60 });
    expect(Math.min(seen.before, seen.after)).toBeGreaterThan(10);
  });

  it('TB-AN-04, DIR-04: clients by worth and by every attribute', async () => {
    for (const period of spans) expect((await clientsHold(on(), period)).buyers).toBeGreaterThan(20);
  });

  it('PB-04: what each source brought by each model, over a time and over all', async () => {
    for (const time of [{}, { from: now - 60 * DAY_MS, to: now }])
      expect((await sourcesHold(on(), time)).shared).toBeGreaterThan(5);
  });

  it('PB-18: the interest in each product, month by month', async () => {
    for (const period of spans) expect((await interestHolds(on(), period)).products).toBeGreaterThan(1);
  });

  it('DIR-29: the workload of each person, whole and in a month', async () => {
    for (const period of spans) {
      const counted = await workloadHolds(on(), period);
      expect(Object.keys(counted).length).toBeGreaterThan(8);
    }
  });

  it('DYN-23: charts of leads by everything that bars may stand for', async () => {
    for (const period of spans) expect(await leadChartHolds(on(), period)).toBeGreaterThan(10);
  });

  it('TB-AN-07: funnels by owner, team, process, version, stage, source, product, region and line, each part by itself', async () => {
    for (const period of spans) expect(await funnelPartsHold(on(), period)).toBeGreaterThan(50);
  });

  it('TB-AN-07: the change of the pipeline by each of them, and what stood idle', async () => {
    for (const period of spans) expect(await changePartsHold(on(), period)).toBeGreaterThan(20);
  });

  /** The day on which an hour comes twice, from midnight to midnight of its zone: 25 hours. */
  const long = [
    { from: Date.parse('2026-10-24T22:00:00Z'), until: Date.parse('2026-10-25T23:00:00Z'), zone: 'Europe/Berlin' },
    {
      from: Date.parse('2026-11-01T07:00:00Z'),
      until: Date.parse('2026-11-02T08:00:00Z'),
      zone: 'America/Los_Angeles',
    },
  ];
  const ofDay: Readonly<Record<string, (day: (typeof long)[number]) => Promise<unknown>>> = {
    funnels: (day) => funnelPartsHold(on(), day),
    'the change of the pipeline': (day) => changePartsHold(on(), day),
    sellers: (day) => sellersHold(on(), day),
    clients: (day) => clientsHold(on(), day),
    sources: ({ from, until }) => sourcesHold(on(), { from, to: until }),
    'the interest in products': (day) => interestHolds(on(), day),
    workload: (day) => workloadHolds(on(), day),
    'charts of leads': (day) => leadChartHolds(on(), day),
    'the forecast': ({ zone }) => forecastHolds(on(), { starting: '2026-10-01', per: 'month', count: 3, zone }),
    attainment: ({ zone }) => attainmentHolds(on(), { starting: '2026-10-01', per: 'month', count: 3, zone }),
    'a change of the process': () =>
      processChangeHolds(on(), { change: { process: 'standard-sale', version: 2, at: long[0]?.from ?? 0 }, days: 20 }),
  };

  it.each(Object.keys(ofDay))('a day across summer time breaks no number of %s', async (report) => {
    for (const day of long) await ofDay[report]?.(day);
  });
});
