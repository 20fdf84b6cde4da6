import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createImportBatch } from '../../activities/imports/import-batch';
import { type Mapping, readMapping } from '../../activities/imports/mapping';
import { stageImport } from '../../activities/imports/stage';
import { publishShipped } from '../../activities/publish-shipped';
import { mendTables } from '../../activities/rebuild-tables';
import { createReferenceSource } from '../../activities/reference';
import { SEES_ALL } from '../../src/access';
import { createDefinitionSource } from '../../src/commands';
import { createVersions } from '../../src/crm';
import {
  type Question,
  readBottlenecks,
  readDeviationBy,
  readFunnels,
  readPipelineChange,
  readVariants,
  readWeeks,
} from '../../src/insight';
import { readConfig } from '../../src/platform/config';
import type { Pool } from '../../src/platform/database';
import { serve } from '../support/api';
import { freshDatabase, testPool } from '../support/database';
import { knownOf } from '../support/mining';
import { recountChange } from './recount/change';
import { clientsHold } from './recount/clients';
import { type Deals, dealsOf } from './recount/deals';
import { type Deal, readXes } from './recount/event-log';
import { attainmentHolds, forecastHolds, sayAndSet } from './recount/forecast';
import { recountFunnel, visitsOf } from './recount/funnel';
import { historyHolds } from './recount/history';
import { eventLog, isClosed, type Logged, worthOf } from './recount/log';
import { spentOf } from './recount/numbers';
import { changePartsHold, funnelPartsHold } from './recount/parts';
import { processChangeHolds, sellersHold } from './recount/sellers';
import { interestHolds, sourcesHold, touchClients } from './recount/sources';
import { conformanceHolds, limitsHold } from './recount/stages';
import { visitsOf as spansOf, type Visit } from './recount/visits';
import { workloadHolds } from './recount/workload';

const { root, outsideDataDir } = readConfig();
const folder = join(outsideDataDir, 'crm-sales-opportunities');
const mappingFile = join(root, 'imports/crm-sales-opportunities.yaml');
const DAY_MS = 86_400_000;
const ZONE = 'Europe/Moscow';
const whereThere = existsSync(folder) ? describe : describe.skip;

/** Each figure against other code, which reads the event log of the imported sales and nothing else. */
whereThere('reports over 8,800 imported sales (DEALWRIGHT_DATA/crm-sales-opportunities), recounted', () => {
  const now = Date.now();
  let pool: Pool;
  let log: Map<string, Logged[]>;
  let deals: Deals;
  /** The log as it is exported, and the times at stages that it tells of. */
  let exported: Deal[];
  let visits: Visit[];

  beforeAll(async () => {
    const { workerUrl, apiUrl, ownerUrl } = await freshDatabase();
    pool = testPool(workerUrl);
    // Its money is in dollars; without a rate every sum would be nothing.
    await testPool(ownerUrl).query(
      `INSERT INTO exchange_rates (currency, "from", rate) VALUES ('USD', '2010-01-01', 81.25)`,
    );
    await publishShipped(pool, root);
    const mapping: Mapping = readMapping(mappingFile, readFileSync(mappingFile, 'utf8'));
    const files = (['people', 'accounts', 'products', 'sales'] as const).map((kind) => {
      const fileName = mapping[kind]?.file ?? '';
      return { kind, fileName, text: readFileSync(join(folder, fileName), 'utf8') };
    });
    const { imports } = await stageImport(pool, mapping, files, now);
    const importBatch = createImportBatch({ pool, reference: createReferenceSource(pool) });
    for (const { id } of imports) for (let left = 1; left > 0; ) ({ left } = await importBatch(id));
    log = await eventLog(pool);
    await sayAndSet(testPool(ownerUrl), { starting: '2017-07-01', per: 'quarter', count: 2 });
    await touchClients(testPool(ownerUrl));
    // So that what a large table is learned from is the same draw each time.
    await testPool(ownerUrl).query('ANALYZE process_instances');
    deals = await dealsOf(pool, log);
    const { rows } = await pool.query<{ id: string }>(
      `INSERT INTO people (id, name, email, roles) VALUES (gen_random_uuid(), 'Reader', 'reader@example.com', '{administrator}') RETURNING id`,
    );
    const api = await serve(testPool(apiUrl), rows[0]?.id ?? '', {});
    exported = readXes((await api.get('/exports/event-log.xes?from=2000-01-01&lines=all')).body);
    const known = await knownOf(pool);
    visits = exported.flatMap((deal) => spansOf(deal, known));
  }, 600_000);

  const source = () => ({ pool, versions: createVersions(pool) });
  const asked = (more: Partial<Question> = {}): Question => ({
    kind: 'sale',
    period: { from: 0, until: now + DAY_MS, zone: ZONE },
    compared: null,
    narrow: {},
    by: null,
    asOf: now + DAY_MS,
    ...more,
  });
  /** The year in which nearly all of them were closed, and a quarter of it. */
  const closings = () => [...log.values()].map((deal) => deal.at(-1)).filter((one) => one && isClosed(one.to));
  const middle = () => {
    const times = closings().map((one) => one?.at ?? 0);
    times.sort((a, b) => a - b);
    return times[Math.floor(times.length / 2)] ?? now;
  };
  const within = (at: number, { from, until }: { from: number; until: number }) => at >= from && at < until;

  it('ONEC-20: the funnel, of all of them and of a quarter', async () => {
    expect(log.size).toBe(8800);
    for (const period of [
      { from: 0, until: now, zone: ZONE },
      { from: middle() - 90 * DAY_MS, until: middle(), zone: ZONE },
    ]) {
      const [funnel] = await readFunnels(source(), asked({ period, asOf: now }), SEES_ALL);
      if (!funnel) throw new Error('No funnel');
      const recounted = recountFunnel(log, { process: funnel.process.key, ...period, asOf: now });
      for (const { key, entered, inNow, won, left, time } of funnel.stages) {
        const by = recounted[key];
        if (!by) continue;
        expect([key, entered.count, entered.minor, inNow.count, inNow.minor, won.count, won.minor]).toEqual([
          key,
          ...[by.entered, by.inNow, by.won].flatMap(({ count, minor }) => [count, minor]),
        ]);
        expect(Object.fromEntries(left.map(({ to, count, minor }) => [to, { count, minor }]))).toEqual(by.left);
        expect(time).toEqual({ visits: by.visits, open: by.open, medianMs: by.medianMs, p90Ms: by.p90Ms });
      }
    }
  });

  it('PB-21: the change of the pipeline over several quarters', async () => {
    for (const days of [400, 180, 90, 0]) {
      const period = { from: middle() - days * DAY_MS, until: middle() - (days - 90) * DAY_MS, zone: ZONE };
      const [found] = await readPipelineChange(pool, asked({ period }), null, SEES_ALL);
      const recounted = recountChange(log, period);
      for (const change of ['begin', 'came in', 'grew', 'shrank', 'won', 'lost', 'end'] as const) {
        const { count, minor } = found?.changes[change] ?? { count: 0, minor: 0 };
        expect([change, { count, minor }]).toEqual([change, recounted[change] ?? { count: 0, minor: 0 }]);
      }
    }
  });

  it('DIR-32: bottlenecks and weeks: what came in and went out, mean, median, 90th percentile, rework', async () => {
    const period = { from: middle() - 60 * DAY_MS, until: middle() + 60 * DAY_MS, zone: ZONE };
    const visits = [...log.values()].flatMap((deal) => visitsOf(deal)).filter(({ state }) => !isClosed(state));
    const found = await readBottlenecks(pool, { question: asked({ period }), sight: SEES_ALL });
    expect(found.length).toBeGreaterThan(0);
    const weeks = await readWeeks(pool, { question: asked({ period }), sight: SEES_ALL });
    for (const row of found) {
      const mine = visits.filter(({ state }) => state === row.stage);
      const left = mine.filter(({ until }) => until !== null && within(until, period));
      const spent = spentOf(left.map(({ from, until }) => (until ?? 0) - from));
      const entered = mine.filter(({ from }) => within(from, period)).length;
      expect([row.left, row.entered, row.here]).toEqual([
        left.length,
        entered,
        mine.filter(({ until }) => until === null).length,
      ]);
      if (spent.meanMs !== null) expect(row.meanMs).toBeCloseTo(spent.meanMs, 3);
      expect([row.medianMs, row.p90Ms]).toEqual([spent.medianMs, spent.p90Ms]);
      expect(Object.values(row.partsMs).reduce((a, b) => a + b, 0)).toBe(spent.totalMs);
      const ofWeeks = weeks.filter(({ stage }) => stage === row.stage);
      expect(ofWeeks.reduce((sum, one) => sum + one.left, 0)).toBe(left.length);
      expect(ofWeeks.reduce((sum, one) => sum + one.entered, 0)).toBe(entered);
    }
  });

  it('PB-18: the paths, with their deals, money, won share and days', async () => {
    const period = { from: 0, until: now + DAY_MS, zone: ZONE };
    const found = await readVariants(
      pool,
      { question: asked({ period }), sight: SEES_ALL },
      { of: 'closed', most: 50 },
    );
    const paths = new Map<string, Logged[][]>();
    for (const deal of log.values()) {
      if (!isClosed(deal.at(-1)?.to ?? '')) continue;
      const path = visitsOf(deal).map(({ state }) => state);
      paths.set(path.join(' > '), [...(paths.get(path.join(' > ')) ?? []), deal]);
    }
    expect([found.variants, found.deals]).toEqual([paths.size, closings().length]);
    for (const row of found.rows) {
      const mine = paths.get(row.path.join(' > ')) ?? [];
      const won = mine.filter((deal) => deal.at(-1)?.to === 'closed.won');
      const worth = (deals: Logged[][]) => deals.reduce((sum, deal) => sum + worthOf(deal.at(-1) as Logged), 0);
      const took = spentOf(mine.map((deal) => (deal.at(-1)?.at ?? 0) - (deal[0]?.at ?? 0)));
      expect([row.deals, row.won, row.minor, row.wonMinor, row.medianMs]).toEqual([
        mine.length,
        won.length,
        worth(mine),
        worth(won),
        took.medianMs,
      ]);
    }
  });

  const on = () => ({ ...source(), deals, asked });
  const months = (back: number, ahead: number) => ({
    ...{ from: middle() - back * 30 * DAY_MS, until: middle() + ahead * 30 * DAY_MS, zone: ZONE },
  });

  it('TB-SFA-09: the forecast by stage and by category, and what was won and lost in each quarter', async () => {
    const seen = await forecastHolds(on(), { starting: '2017-07-01', per: 'quarter', count: 2, zone: ZONE });
    expect(seen.closed).toBeGreaterThan(1000);
  });

  it('TB-SFA-09: the forecast by history, of each owner and month, and its interval by other draws', async () => {
    const asOf = closings().reduce((last, one) => Math.max(last, one?.at ?? 0), 0) + DAY_MS;
    const starting = new Date(asOf + 31 * DAY_MS).toISOString().slice(0, 8).concat('01');
    const seen = await historyHolds(on(), { starting, asOf, zone: ZONE });
    expect(seen.known).toBeGreaterThan(1000);
    expect(seen.expected).toBeGreaterThan(0);
  });

  it('TB-SFA-09: how far people and teams meet their quotas, quarter by quarter', async () => {
    const seen = await attainmentHolds(on(), { starting: '2017-07-01', per: 'quarter', count: 2, zone: ZONE });
    expect(seen.quotas).toBeGreaterThan(60);
    expect(seen.won).toBeGreaterThan(1000);
  });

  it('TB-SFA-10: won, lost, conversion and days of sellers, by whatever they are parted', async () => {
    expect((await sellersHold(on(), months(2, 2))).closed).toBeGreaterThan(1000);
  });

  it('TB-SFA-10: what changed at an instant, in all and of each seller', async () => {
    const change = { process: 'imported-pipeline', version: 1, at: middle() };
    const seen = await processChangeHolds(on(), { change, days: 90 });
    expect(Math.min(seen.before, seen.after)).toBeGreaterThan(500);
  });

  it('TB-AN-04, DIR-04: clients by worth and by every attribute', async () => {
    expect((await clientsHold(on(), months(3, 3))).buyers).toBeGreaterThan(300);
  });

  it('PB-04: what each source brought by each model', async () => {
    for (const time of [{}, { from: middle(), to: middle() + 90 * DAY_MS }])
      expect((await sourcesHold(on(), time)).shared).toBeGreaterThan(500);
  });

  it('PB-18: the interest in each product, month by month', async () => {
    expect((await interestHolds(on(), months(6, 6))).products).toBeGreaterThan(4);
  });

  it('TB-AN-07: the funnel and the change of the pipeline by owner, product, region and all else, each part by itself', async () => {
    expect(await funnelPartsHold(on(), months(3, 0))).toBeGreaterThan(50);
    expect(await changePartsHold(on(), months(2, 1))).toBeGreaterThan(30);
  });

  const stages = () => ({ ...source(), question: asked({ period: months(3, 3) }) });

  it('DIR-32: what the time at each stage went to, by the exported log; and limits that would have fitted', async () => {
    expect(exported.length).toBe(8800);
    const { period } = stages().question;
    const left = visits.filter(({ to }) => to !== null && within(to, period));
    for (const { stage, partsMs } of await readBottlenecks(pool, { question: asked({ period }), sight: SEES_ALL })) {
      const mine = left.filter((visit) => visit.stage === stage);
      const sum = (part: keyof Visit['parts']) => mine.reduce((all, { parts }) => all + parts[part], 0);
      const parts = Object.keys(partsMs) as (keyof Visit['parts'])[];
      expect([stage, partsMs]).toEqual([stage, Object.fromEntries(parts.map((part) => [part, sum(part)]))]);
    }
    expect(await limitsHold(stages(), left)).toBeGreaterThan(1);
  });

  it('PB-18: what deals did beside going on, and how those ended', async () => {
    const question = asked();
    await conformanceHolds({ ...stages(), question }, { deals: exported, visits });
  });

  it('DIR-29: the workload of each person', async () => {
    const counted = await workloadHolds(on(), months(2, 2));
    expect(counted['moves: made']).toBeGreaterThan(1000);
  });

  it('ONEC-16: days off plan of what is open, in all', async () => {
    const [all] = await readDeviationBy(pool, { question: asked(), sight: SEES_ALL }, {});
    const open = [...log.values()]
      .map((deal) => deal.at(-1))
      .filter((one) => one && !isClosed(one.to) && one.then.plannedFor !== null);
    const days = open.map((one) => Math.trunc((now + DAY_MS - one?.then.plannedFor) / DAY_MS));
    expect([all?.planned ?? 0, all?.late ?? 0]).toEqual([open.length, days.filter((one) => one >= 1).length]);
    if (all && days.length > 0) expect(all.worstDays).toBe(Math.max(...days));
  });

  it('rows that were copied in by thousands are as their events have them', async () => {
    const found = await mendTables({ pool, definitions: createDefinitionSource(pool) }, { after: null, most: 400 });
    expect(found).toMatchObject({ compared: 400, mended: [], broken: [] });
  });
});
