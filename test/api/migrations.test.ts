import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { v7 as newId } from 'uuid';
import { createMigrationEngine } from '../../src/commands';
import { serve, startTestApi, type TestApi } from '../support/api';
import { type Engine, snapshotOf, taskOf, until } from '../support/engine';
import { writeManySales } from '../support/many-sales';
import { publishSecondSale, SECOND_SALE_PLAN, type TwoVersions } from '../support/second-version';
import { temporalClient } from '../support/temporal';

/** Running deals are moved to another version over HTTP. */
describe('migrations over HTTP', () => {
  let api: TestApi & { engine: Engine };
  let engine: Engine;
  let versions: TwoVersions;
  let ops: string;
  beforeAll(async () => {
    api = await startTestApi();
    engine = api.engine;
    versions = await publishSecondSale(engine.pool);
    ops = newId();
    await engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Olga Ops', 'olga@example.com', '{sales-ops}')`,
      [ops],
    );
  });

  const post = (path: string, body?: unknown, key: string | null = newId()) => api.post(path, body, { as: ops, key });
  const create = (body: object, key?: string) => post('/processes/standard-sale/migrations', { to: 2, ...body }, key);
  const read = (id: string, query = '') => api.get(`/migrations/${id}${query}`);
  const startedOnFirst = () => engine.start('standard-sale', {}, undefined, versions.first);
  async function whenIs(id: string, status: string, withinMs = 30_000) {
    let answer = await read(id);
    for (const end = Date.now() + withinMs; answer.body.status !== status && Date.now() < end; answer = await read(id))
      await pause(50);
    expect(answer.body.status).toBe(status);
    return answer;
  }
  const versionOf = async (id: string) =>
    (await engine.pool.query('SELECT version_id FROM process_instances WHERE id = $1', [id])).rows[0]?.version_id;

  /** A sale that waits for the decision without the field that the second version asks for there. */
  async function stuckOnFirst(): Promise<string> {
    const id = await startedOnFirst();
    const fields = { amount: { minor: 5_00, currency: 'RUB' } };
    const task = await taskOf(engine.pool, id, 'first-call');
    await engine.ask(id, { type: 'complete', task, outcome: 'need confirmed', fields });
    const sent = { type: 'complete', outcome: 'sent', fields: { decisionDate: '2030-01-15' } } as const;
    await engine.ask(id, { ...sent, task: await taskOf(engine.pool, id, 'send-proposal') });
    return id;
  }

  it('proposes a plan for each version that deals run on', async () => {
    await startedOnFirst();
    const { status, body } = await api.get('/processes/standard-sale/migrations/proposal?to=2', { as: ops });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      to: 2,
      from: [{ version: 1, occupied: { qualify: 1 }, plan: SECOND_SALE_PLAN, open: [], problems: [] }],
    });
    expect((await api.get('/processes/standard-sale/migrations/proposal?to=9', { as: ops })).status).toBe(404);
  });

  it('previews without moving anything, and then moves as it was previewed', async () => {
    const [plain, moved, stuck] = [await startedOnFirst(), await startedOnFirst(), await stuckOnFirst()];
    const made = await create({ dryRun: true, batchSize: 1 });
    expect([made.status, made.body.status]).toEqual([201, 'previewing']);
    const { id } = made.body;
    const { body: ready } = await whenIs(id, 'ready');
    expect(ready.createdBy).toEqual({ id: ops, name: 'Olga Ops' });
    const dealOf = async (instance: string) =>
      (await read(id)).body.deals.items.find((one: { id: string }) => one.id === instance);
    expect(await dealOf(plain)).toMatchObject({
      becomes: 'moves',
      stage: { from: 'qualify', to: 'qualification' },
      tasks: [{ task: 'first-call#1', becomes: 'kept', as: 'first-call#1' }],
      result: null,
    });
    const { deadlines } = await dealOf(plain);
    expect(deadlines).toContainEqual(
      expect.objectContaining({ subject: 'stage', kind: 'overdue', becomes: 'moved', fresh: false }),
    );
    expect(await dealOf(stuck)).toMatchObject({
      becomes: 'needs a decision',
      why: { code: 'FieldMissing', until: [{ params: { field: 'segment' } }] },
      result: 'needs a decision',
      batch: null,
    });
    expect(await versionOf(plain)).toBe(versions.first);

    await engine.ask(moved, { type: 'amend', fields: { discount: 5 } });
    expect((await post(`/migrations/${id}/start`)).status).toBe(200);
    const { body: done } = await whenIs(id, 'done');
    expect(done.results).toEqual({ migrated: 2, 'moved since': 1, 'needs a decision': 1 });
    expect(await versionOf(plain)).toBe(versions.second);
    expect(await versionOf(moved)).toBe(versions.first);
    expect(await versionOf(stuck)).toBe(versions.first);
    expect((await read(id, '?result=moved%20since')).body.deals.items).toMatchObject([
      { id: moved, reason: { seq: 2 } },
    ]);
    const stage = (await dealOf(plain)).deadlines.find(
      (one: { subject: string; kind: string }) => `${one.subject} ${one.kind}` === 'stage overdue',
    );
    expect(new Date((await snapshotOf(engine.pool, plain)).clock?.dueAt ?? 0).toISOString()).toBe(stage.to);
  });

  it('takes a batch back, and lists what went on since', async () => {
    const [a, b] = [await startedOnFirst(), await startedOnFirst()];
    const before = await snapshotOf(engine.pool, a);
    const { body: made } = await create({ from: 1 });
    await whenIs(made.id, 'done');
    await engine.ask(b, { type: 'amend', fields: { discount: 5 } });
    expect((await post(`/migrations/${made.id}/revert`, { batch: 1 })).status).toBe(200);
    const { body } = await until(
      () => read(made.id),
      (one) => one.body.status === 'done' && Object.keys(one.body.back).length === 2,
    );
    expect(body.deals.items.find((one: { id: string }) => one.id === b)).toMatchObject({
      back: 'moved since',
      backReason: { seq: 3 },
    });
    expect(await snapshotOf(engine.pool, a)).toEqual({ ...before, seq: 3 });
    expect([await versionOf(a), await versionOf(b)]).toEqual([versions.first, versions.second]);
    const { body: history } = await api.get(`/sales/${a}/history`);
    expect(history.items).toMatchObject([
      { type: 'start' },
      { type: 'migrate', from: 'qualify', to: 'qualification', actor: null },
      { type: 'migrate', from: 'qualification', to: 'qualify', asked: { back: true, versionId: versions.first } },
    ]);
  });

  it('stands still, goes on and stops when it is told to', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, startedOnFirst));
    // One in ten seconds: however slow the machine, some are left when it is stopped.
    const { body: made } = await create({ from: 1, perSecond: 0.1, dryRun: true });
    await whenIs(made.id, 'ready');
    const steer = async (how: string) => (await post(`/migrations/${made.id}/${how}`)).body;
    await steer('start');
    await whenIs(made.id, 'running');
    expect(await steer('pause')).toMatchObject({ status: 'paused' });
    expect(await steer('pause')).toMatchObject({
      code: 'MigrationRefused',
      detail: expect.stringContaining('resume, stop'),
    });
    expect(await steer('resume')).toMatchObject({ status: 'running' });
    await steer('stop');
    const { body: stopped } = await whenIs(made.id, 'stopped');
    expect(stopped.results.waiting).toBeGreaterThan(0);
    const on = await Promise.all(ids.map(versionOf));
    expect(on).toContain(versions.first);
    await steer('start');
    await whenIs(made.id, 'running');
    await steer('stop');
  });

  it('goes on in a run of its own workflow after another, still or under way, and is asked nothing twice', async () => {
    const owner = engine.cast.rep;
    await writeManySales(engine.pool, {
      versionId: versions.first,
      count: 120,
      owner,
      dueAt: () => Date.now() + 3_600_000,
    });
    const client = await temporalClient();
    const short = createMigrationEngine({ client, taskQueue: engine.taskQueue, runEvents: 8 });
    const other = await serve(engine.apiPool, ops, { migrations: short });
    const plan = { ...SECOND_SALE_PLAN, fields: { segment: 'unknown' } };
    const { body: made } = await other.post('/processes/standard-sale/migrations', {
      to: 2,
      from: 1,
      plan,
      perSecond: 20, // it runs for some seconds, so that it is seen running, and is paused before its end
    });
    await whenIs(made.id, 'running');
    await short.begin(made.id, { does: 'run' });
    const { runId } = await client.workflow.getHandle(`migrate-deals-${made.id}`).describe();
    expect((await other.post(`/migrations/${made.id}/pause`)).body.status).toBe('paused');
    await other.post(`/migrations/${made.id}/resume`);
    const { body } = await whenIs(made.id, 'done', 60_000);
    expect(body.results.migrated).toBeGreaterThanOrEqual(120);
    expect((await client.workflow.getHandle(`migrate-deals-${made.id}`).describe()).runId).not.toBe(runId);
  });

  it('does not start with a plan that leaves a stage with deals without a target, and says all that is wrong', async () => {
    await startedOnFirst();
    const plan = { stages: {}, tasks: { nowhere: { x: null } }, fields: { sgment: 'x' } };
    const { status, body } = await create({ plan });
    expect([status, body.code]).toEqual([409, 'PlanRefused']);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['body.plan.stages.qualify', 'body.plan.fields.sgment']),
    );
    expect(body.detail).toMatch(/running deals are at "qualify"/);
    const { rows } = await engine.pool.query(
      'SELECT count(*)::int AS n FROM deal_migrations WHERE plans::text LIKE $1',
      ['%sgment%'],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('is made once for each key, and asks for the right to', async () => {
    const key = newId();
    const first = await create({ dryRun: true }, key);
    expect((await create({ dryRun: true }, key)).body.id).toBe(first.body.id);
    expect((await create({ dryRun: true, batchSize: 2 }, key)).status).toBe(422);
    expect((await api.post('/processes/standard-sale/migrations', { to: 2 })).status).toBe(403);
    expect((await create({ to: 7 })).status).toBe(404);
    expect((await read(newId())).status).toBe(404);
    const { body } = await api.get('/processes/standard-sale/migrations');
    expect(body.items[0].id).toBe(first.body.id);
  });

  it('says so while Temporal is away, and is made by the same key once it is back', async () => {
    const away = () => Promise.reject(new Error('connection refused'));
    const { begin } = createMigrationEngine({ client: await temporalClient(), taskQueue: engine.taskQueue });
    let up = false;
    const other = await serve(engine.apiPool, ops, {
      migrations: { begin: (...asked) => (up ? begin(...asked) : away()), steer: away },
    });
    const key = newId();
    const body = { to: 2, dryRun: true };
    const refused = await other.post('/processes/standard-sale/migrations', body, { key });
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([503, 'EngineAway', '5']);
    up = true;
    const made = await other.post('/processes/standard-sale/migrations', body, { key });
    expect(made.status).toBe(201);
    await whenIs(made.body.id, 'ready');
  });
});

describe('a deal on which the engine breaks', () => {
  it('is reported as failed and left as it was, the others move, and it is taken again by another start', async () => {
    const broken = new Set<string>();
    const { engine, ...api } = await startTestApi({
      wrap: (real) => ({
        ...real,
        recordDecision: (instance, decision) =>
          broken.has(instance.instanceId) && decision.command.type === 'migrate'
            ? Promise.reject(ApplicationFailure.nonRetryable('It breaks'))
            : real.recordDecision(instance, decision),
      }),
    });
    const versions = await publishSecondSale(engine.pool);
    await engine.pool.query(`UPDATE people SET roles = '{manager,sales-ops}' WHERE id = $1`, [engine.cast.manager]);
    const as = { as: engine.cast.manager };
    const [well, ill] = await Promise.all(
      [1, 2].map(() => engine.start('standard-sale', {}, undefined, versions.first)),
    );
    broken.add(ill ?? '');
    const { body: made } = await api.post('/processes/standard-sale/migrations', { to: 2 }, as);
    const result = (n: number) =>
      until(
        async () => (await api.get(`/migrations/${made.id}`)).body,
        ({ status, results }) => status === 'done' && results.migrated === n,
      );
    const first = await result(1);
    expect(first.results).toEqual({ migrated: 1, failed: 1 });
    const failed = first.deals.items.find((one: { id: string }) => one.id === ill);
    expect(failed).toMatchObject({ result: 'failed', reason: { code: 'EngineFault', incident: expect.any(String) } });
    expect(await snapshotOf(engine.pool, ill ?? '')).toMatchObject({ state: 'qualify', seq: 1 });
    expect(await snapshotOf(engine.pool, well ?? '')).toMatchObject({ state: 'qualification' });
    expect(await engine.ask(ill ?? '', { type: 'amend', fields: { discount: 1 } })).toMatchObject({
      became: 'applied',
    });
    broken.clear();
    await api.post(`/migrations/${made.id}/start`, undefined, as);
    // It took a command since, so that it is not what was previewed any more.
    const again = await until(
      async () => (await api.get(`/migrations/${made.id}`)).body,
      ({ results }) => results['moved since'] === 1,
    );
    expect(again.results).toEqual({ migrated: 1, 'moved since': 1 });
  });
});
