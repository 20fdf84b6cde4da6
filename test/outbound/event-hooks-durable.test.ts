import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { hearWishes } from '../../activities/hear-wishes';
import { createDispatchHooks, createTellHook } from '../../activities/tell-hook';
import { addEventHook, createPostWebhook } from '../../src/outbound';
import { systemClock } from '../../src/platform/clock';
import { TELL_HOOK, tellHookIdOf, wishSignal } from '../../workflows/messages';
import { atEnd } from '../support/at-end';
import { testPool } from '../support/database';
import { type Engine, startEngine, until } from '../support/engine';
import { type HttpReceiver, httpReceiver } from '../support/receivers';
import { runScript } from '../support/scratch';
import { startTestWorker, temporalAddress, temporalClient } from '../support/temporal';

jest.setTimeout(180_000);

const SALES = 10;
const AMENDS = 5;
const CALLS = SALES * (AMENDS + 1);

describe('a worker that is killed while it tells a receiver', () => {
  let engine: Engine;
  let http: HttpReceiver;
  const queue = `tellers-${randomUUID()}`;
  const name = `erp-${randomUUID().slice(0, 8)}`;
  const worker = (dieAfter?: number) => {
    const given = { address: temporalAddress(), databaseUrl: engine.database.workerUrl, taskQueue: queue, dieAfter };
    return runScript(join(__dirname, 'dying-teller.script.ts'), [JSON.stringify(given)]);
  };
  const left = async () => {
    const { rows } = await engine.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM event_deliveries WHERE status <> 'sent'`,
    );
    return rows[0]?.n ?? -1;
  };

  beforeAll(async () => {
    [engine, http] = [await startEngine(), await httpReceiver()];
    atEnd(http.stop);
    const owner = testPool(engine.database.ownerUrl);
    const kinds = ['sale.started', 'sale.fields_changed'];
    await addEventHook(owner, { name, url: `${http.url}/events`, kinds, by: null }, Date.now());
  });

  it('loses no event, and none comes before the one ahead of it: what was taken and not written down comes again', async () => {
    const sales = await Promise.all(Array.from({ length: SALES }, () => engine.start('standard-sale')));
    for (let n = 1; n <= AMENDS; n++)
      for (const sale of sales)
        await engine.ask(sale, { type: 'amend', fields: { amount: { minor: n * 100, currency: 'RUB' } } });
    const { workflow } = await temporalClient();
    const handle = await workflow.signalWithStart(TELL_HOOK, {
      workflowId: tellHookIdOf(name),
      taskQueue: engine.taskQueue,
      args: [name, queue],
      signal: wishSignal,
    });
    for (const dieAfter of [7, 11]) {
      const doomed = worker(dieAfter);
      await new Promise((resolve) => doomed.process.once('exit', resolve));
      expect(doomed.process.signalCode).toBe('SIGKILL');
    }
    expect(await left()).toBeGreaterThan(0);
    worker();
    await handle.result();
    expect(await left()).toBe(0);

    const ids = http.received.map(({ headers }) => String(headers['webhook-id']));
    expect(new Set(ids).size).toBe(CALLS);
    expect(ids.length).toBeGreaterThan(CALLS);
    for (const sale of sales) {
      const seqs = ids.filter((id) => id.startsWith(sale)).map((id) => Number(id.split('.')[1]));
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      expect(new Set(seqs).size).toBe(AMENDS + 1);
    }
    const bodies = new Set(http.received.map(({ headers, body }) => `${String(headers['webhook-id'])} ${body}`));
    expect(bodies.size).toBe(CALLS);
  });
});

describe('a receiver of events', () => {
  it('is told of a decision without anybody asking, again after its workflow has ended', async () => {
    const [engine, http, client] = [await startEngine(), await httpReceiver(), await temporalClient()];
    atEnd(http.stop);
    const { pool } = engine;
    const name = `bi-${randomUUID().slice(0, 8)}`;
    const kinds = ['sale.started', 'sale.fields_changed'];
    await addEventHook(testPool(engine.database.ownerUrl), { name, url: http.url, kinds, by: null }, Date.now());
    const postWebhook = createPostWebhook({ reach: 'loopback' });
    const { taskQueue } = await startTestWorker({
      activities: { tellEventHook: createTellHook({ pool, clock: systemClock, postWebhook }) },
    });
    const faults: unknown[] = [];
    const dispatch = createDispatchHooks({ pool, client, taskQueue });
    const hearing = hearWishes({ pool, channel: 'dealwright_hooks', dispatch, warn: (error) => faults.push(error) });
    atEnd(() => hearing.stop());
    const told = (n: number) =>
      until(
        async () => http.received.map(({ body }) => JSON.parse(body).type),
        (types) => types.length >= n,
      );
    const sale = await engine.start('standard-sale');
    expect(await told(1)).toEqual(['sale.started']);
    await client.workflow.getHandle(tellHookIdOf(name)).result();
    await engine.ask(sale, { type: 'amend', fields: { amount: { minor: 100, currency: 'RUB' } } });
    expect(await told(2)).toEqual(['sale.started', 'sale.fields_changed']);
    expect(faults).toEqual([]);
  });
});
