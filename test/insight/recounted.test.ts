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
import { recountChange } from './recount/change';
import { recountFunnel } from './recount/funnel';
import { eventLog, type Logged, worthOf } from './recount/log';
import { recountPiles } from './recount/stalled';

jest.setTimeout(120_000);

const DAY_MS = 86_400_000;
const ZONE = 'Europe/Moscow';

/** Each figure against other code, which reads the event log of the sample company and nothing else. */
describe('reports, recounted from the event log alone', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');
  let pool: Pool;
  let log: Map<string, Logged[]>;
  let first: number;

  beforeAll(async () => {
    const { apiUrl, workerUrl } = await freshDatabase();
    const workers = testPool(workerUrl);
    await publishShipped(workers, readConfig().root);
    await makeSample(workers, now);
    pool = testPool(apiUrl);
    log = await eventLog(workers);
    first = Math.min(...[...log.values()].map(([one]) => one?.at ?? now));
  });

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
    expect(compared).toBe(9);
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
});
