import { v7 as newId } from 'uuid';
import { createSendMigration } from '../../../src/commands';
import { systemClock } from '../../../src/platform/clock';
import type { Actor, Definition } from '../../../src/process';
import { SYSTEM } from '../../../src/process';
import { startTestApi, type TestApi } from '../../support/api';
import { type Engine, taskOf } from '../../support/engine';
import { type Lives, writePast } from '../../support/lived';
import { publishSecondSale, SECOND_SALE_PLAN, type TwoVersions } from '../../support/second-version';
import { roleSees } from '../../support/sight';
import { temporalClient } from '../../support/temporal';
import { readXes } from '../recount/event-log';

const at = (iso: string) => Date.parse(iso);

/** What breaks numbers elsewhere. */
describe('times that are hard to count', () => {
  let api: TestApi & { engine: Engine };
  let process: Lives['process'];
  let versions: TwoVersions;
  let rep: Actor;

  beforeAll(async () => {
    api = await startTestApi();
    const { rows } = await api.engine.pool.query<{ id: string; definition: Definition }>(
      `SELECT v.id, v.definition FROM current_versions c JOIN process_versions v ON v.id = c.version_id WHERE v.key = 'standard-sale'`,
    );
    process = { versionId: rows[0]?.id ?? '', definition: rows[0]?.definition as Definition };
    rep = { id: api.engine.cast.rep, roles: ['rep', 'manager', 'sales-ops'], teams: [], manages: true };
  });

  /** From here on the office is in Berlin and works from nine to six, but for some days. */
  const berlin = async (
    exceptions: Record<string, number[][]> = {},
    week = Array(5)
      .fill([[540, 1080]])
      .concat([[], []]),
  ) => {
    const definition = { zone: 'Europe/Berlin', week, exceptions, dayMinutes: 540 };
    await api.engine.pool.query(
      `INSERT INTO calendars (key, version, definition) SELECT 'office', max(version) + 1, $1 FROM calendars WHERE key = 'office'`,
      [JSON.stringify(definition)],
    );
  };
  /** A sale that was at its first stage from one instant to another, and then was lost. */
  const qualified = (from: string, to: string) =>
    writePast(api.engine.pool, process, (past) => {
      past.ask(at(from), rep, { type: 'start', owner: rep.id, fields: {} });
      past.ask(at(to), rep, { type: 'close', outcome: 'lost', fields: { reason: 'price' } });
    });
  const firstVisit = async (id: string) => {
    const { rows } = await api.engine.pool.query<{ held: number; outside: number; all: number }>(
      `SELECT held_ms / 3600000.0::float8 AS held, outside_ms / 3600000.0::float8 AS outside, ms_of(left_at - entered_at + 'epoch'::timestamptz) / 3600000.0::float8 AS all
       FROM stage_visits WHERE instance_id = $1 AND n = 1`,
      [id],
    );
    return rows[0];
  };

  it('DIR-32: an hour that summer time skips is nobody’s, and one that it repeats is worked twice by whoever works nights', async () => {
    await berlin();
    // From Friday noon to Monday noon in London, over the last Sunday of March: 13-18 in winter, 9-14 in summer.
    expect(await firstVisit(await qualified('2026-03-27T12:00:00Z', '2026-03-30T12:00:00Z'))).toEqual({
      held: 10,
      outside: 62,
      all: 72,
    });
    await berlin({}, Array(7).fill([[0, 1440]]));
    expect(await firstVisit(await qualified('2026-03-27T12:00:00Z', '2026-03-30T12:00:00Z'))).toEqual({
      held: 72,
      outside: 0,
      all: 72,
    });
    expect(await firstVisit(await qualified('2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z'))).toEqual({
      held: 48,
      outside: 0,
      all: 48,
    });
  });

  it('DIR-32: a holiday inside a stage is outside working hours', async () => {
    await berlin({ '2026-05-01': [] });
    // Thursday nine o'clock to Monday ten o'clock, with the first of May between.
    expect(await firstVisit(await qualified('2026-04-30T07:00:00Z', '2026-05-04T08:00:00Z'))).toEqual({
      held: 10,
      outside: 87,
      all: 97,
    });
  });

  it('DIR-32: a deal that was reopened is one deal, which came back to its stage', async () => {
    const id = await writePast(api.engine.pool, process, (past) => {
      past.ask(at('2025-02-03T08:00:00Z'), rep, { type: 'start', owner: rep.id, fields: {} });
      past.ask(at('2025-02-04T08:00:00Z'), rep, { type: 'close', outcome: 'lost', fields: { reason: 'price' } });
      past.ask(at('2025-02-10T08:00:00Z'), rep, { type: 'reopen' });
      past.ask(at('2025-02-11T08:00:00Z'), rep, { type: 'close', outcome: 'lost', fields: { reason: 'price' } });
    });
    const year = 'from=2025-01-01&until=2026-01-01&zone=UTC';
    const variants = (await api.get(`/insight/variants?${year}`)).body;
    expect(variants.deals.count).toBe(1);
    expect(variants.items[0].path.map(({ key }: { key: string }) => key)).toEqual([
      'qualify',
      'closed.lost',
      'qualify',
      'closed.lost',
    ]);
    expect(variants.items[0].lost.count).toBe(1);
    const { items } = (await api.get(`/insight/bottlenecks?${year}`)).body;
    // The days that it lay closed are no time at a stage.
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ left: { count: 2 }, again: { count: 1 }, days: { mean: 1, median: 1 } });
    expect(Object.values(items[0].parts as Record<string, number>).reduce((a, b) => a + b, 0)).toBeCloseTo(2, 6);
    const { body } = await api.get(`${items[0].left.opens}&count=true`);
    expect([body.total, body.items[0].id]).toEqual([1, id]);
  });

  it('PB-18: a deal that changed version by migration is counted on each, and its log says which', async () => {
    versions = await publishSecondSale(api.engine.pool);
    const id = await api.engine.start('standard-sale', {}, undefined, versions.first);
    const client = await temporalClient();
    const send = createSendMigration({
      pool: api.engine.pool,
      client,
      clock: systemClock,
      taskQueue: api.engine.taskQueue,
      engineDeadlineMs: 20_000,
    });
    const command = {
      ...{ id: newId(), actor: SYSTEM, expectedSeq: 1, type: 'migrate' as const, plan: SECOND_SALE_PLAN },
      ...{ fromVersionId: versions.first, versionId: versions.second },
    };
    expect(await send({ kind: 'sale', instanceId: id, command })).toMatchObject({ became: 'migrated' });
    const fields = { amount: { minor: 5_00, currency: 'RUB' } };
    const task = await taskOf(api.engine.pool, id, 'first-call');
    expect(await api.engine.ask(id, { type: 'complete', task, outcome: 'need confirmed', fields })).toMatchObject({
      became: 'applied',
    });
    const read = () =>
      api.engine.pool.query(
        `SELECT version_id AS version, state, left_how AS how, again FROM stage_visits WHERE instance_id = $1 ORDER BY n`,
        [id],
      );
    const visits = (await read()).rows;
    expect(visits).toEqual([
      { version: versions.first, state: 'qualify', how: 'migrate', again: false },
      { version: versions.second, state: 'qualification', how: 'complete', again: false },
      { version: versions.second, state: 'proposal', how: null, again: false },
    ]);
    // Made anew from the events, they are the same.
    await api.engine.pool.query('SELECT note_visits($1, 1)', [id]);
    expect((await read()).rows).toEqual(visits);
    // Not of today alone: where it is midnight by now, that would be another day.
    const log = readXes(
      (await api.get('/exports/event-log.xes?period=last+7+days&lines=all', { as: api.engine.cast.manager })).body,
    );
    const mine = log.find((deal) => deal.id === id);
    const stages = mine?.lines
      .filter(({ about }) => about === 'stage')
      .map(({ activity, transition, version }) => `${transition} ${activity} ${version.replace(/.*@/, '@')}`);
    expect(stages?.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual([
      'start qualify',
      'complete qualify',
      'start qualification',
      'complete qualification',
      'start proposal',
    ]);
    const named = new Set(mine?.lines.map(({ version }) => version));
    expect(named.size).toBe(2);
    const { strays } = (await api.get('/insight/conformance?of=began&period=last+7+days')).body;
    expect(strays).toEqual([]);
  });

  it('DIR-32: a person who is gone takes no number along, and the log keeps their id', async () => {
    const year = 'from=2025-01-01&until=2026-01-01&zone=UTC';
    const gone = newId();
    await api.engine.pool.query(`INSERT INTO people (id, name, email) VALUES ($1, 'Gone Soon', 'gone@example.com')`, [
      gone,
    ]);
    const left: Actor = { ...rep, id: gone };
    await writePast(api.engine.pool, process, (past) => {
      past.ask(at('2025-06-02T08:00:00Z'), left, { type: 'start', owner: gone, fields: {} });
      past.ask(at('2025-06-04T08:00:00Z'), left, { type: 'close', outcome: 'lost', fields: { reason: 'price' } });
    });
    const numbers = async () => {
      const all = ['variants', 'conformance', 'bottlenecks', 'stage-weeks', 'task-times', 'limits', 'deviation'];
      const read = await Promise.all(
        all.map(async (name) => {
          const { status, body } = await api.get(`/insight/${name}?${year}`);
          expect([name, status]).toEqual([name, 200]);
          return body;
        }),
      );
      return JSON.stringify(read.map(({ asOf: _asOf, ...body }) => body)).replaceAll(/asOf=[^"&]*/g, '');
    };
    const before = await numbers();
    await api.engine.pool.query('DELETE FROM people WHERE id = $1', [gone]);
    expect(await numbers()).toBe(before);
    await api.engine.pool.query(`UPDATE people SET roles = '{sales-ops}' WHERE id = $1`, [api.engine.cast.colleague]);
    const { status, body } = await api.get(`/exports/event-log.xes?${year}&people=names`, {
      as: api.engine.cast.colleague,
    });
    expect(status).toBe(200);
    const resources = new Set(readXes(body).flatMap(({ lines }) => lines.flatMap(({ resource }) => resource ?? [])));
    expect(resources).toEqual(new Set([gone, 'Rita Rep']));
  });

  it('DIR-32, PB-18: each sees of it what they may see: reports, what their numbers open, and the log', async () => {
    const year = 'from=2024-01-01&until=2025-01-01&zone=UTC';
    const { manager } = api.engine.cast;
    for (const owner of [rep.id, rep.id, manager])
      await writePast(api.engine.pool, process, (past) => {
        past.ask(at('2024-06-03T08:00:00Z'), { ...rep, id: owner }, { type: 'start', owner, fields: {} });
        past.ask(
          at('2024-06-05T08:00:00Z'),
          { ...rep, id: owner },
          { type: 'close', outcome: 'lost', fields: { reason: 'price' } },
        );
      });
    const counts = async () => {
      const { body: variants } = await api.get(`/insight/variants?${year}`, { as: manager });
      const { body: times } = await api.get(`/insight/bottlenecks?${year}`, { as: manager });
      const { body: conformance } = await api.get(`/insight/conformance?${year}`, { as: manager });
      const opened = await api.get(`${times.items[0].left.opens}&count=true`, { as: manager });
      const log = readXes((await api.get(`/exports/event-log.xes?${year}`, { as: manager })).body);
      return [variants.deals.count, times.items[0].left.count, conformance.deals.count, opened.body.total, log.length];
    };
    expect(await counts()).toEqual([3, 3, 3, 3, 3]);
    await roleSees(api.engine.apiPool, 'manager', { reach: 'own' });
    expect(await counts()).toEqual([1, 1, 1, 1, 1]);
    await api.engine.apiPool.query(`DELETE FROM roles WHERE key = 'manager'`);
  });

  it('what a report would pass over is refused', async () => {
    expect((await api.get('/insight/limits?by=owner')).body.errors).toMatchObject([{ path: 'query.by' }]);
    expect((await api.get('/insight/limits?compare=year%20before')).body.errors).toMatchObject([
      { path: 'query.compare' },
    ]);
    for (const report of ['forecast', 'attainment', 'process-change', 'clients', 'lead-chart', 'interest'])
      expect((await api.get(`/insight/${report}?compare=period%20before`)).body.errors).toMatchObject([
        { path: 'query.compare' },
      ]);
  });

  it('the log is for those who may have it, and names for fewer', async () => {
    const { rep: seller, manager } = api.engine.cast;
    expect((await api.get('/exports/event-log.xes', { as: seller })).status).toBe(403);
    expect((await api.get('/exports/event-log.xes', { as: manager })).status).toBe(200);
    expect((await api.get('/exports/event-log.xes?people=names', { as: manager })).status).toBe(403);
    expect((await api.get('/exports/event-log.ocel.json?lines=most', { as: manager })).status).toBe(400);
    const { rows } = await api.engine.pool.query(
      `SELECT count(*)::int AS n FROM audit_entries WHERE route LIKE '%event-log.xes%' AND actor = $1`,
      [manager],
    );
    expect(rows[0].n).toBeGreaterThan(0);
  });
});
