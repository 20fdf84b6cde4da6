import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { addWebhook } from '../../src/outbound';
import { DELIVER, deliveryIdOf } from '../../workflows/messages';
import { atEnd } from '../support/at-end';
import { testPool } from '../support/database';
import { type Engine, startEngine } from '../support/engine';
import { type HttpReceiver, httpReceiver, type MailReceiver, mailHeader, mailReceiver } from '../support/receivers';
import { runScript } from '../support/scratch';
import { temporalAddress, temporalClient } from '../support/temporal';
import { wishFor } from './wishes';

jest.setTimeout(300_000);

const KILLS = 5;
const EACH = 10;

/** Between the receiver's "I have it" and ours in the ledger the worker dies, fifty times over. */
describe('a worker that dies between an effect and writing it down', () => {
  let engine: Engine;
  let http: HttpReceiver;
  let mail: MailReceiver;
  const deliveryQueue = `deliveries-${randomUUID()}`;
  beforeAll(async () => {
    [engine, http, mail] = [await startEngine(), await httpReceiver(), await mailReceiver()];
    atEnd(http.stop);
    atEnd(mail.stop);
    const owner = testPool(engine.database.ownerUrl);
    await addWebhook(owner, { name: 'erp', url: `${http.url}/deals`, by: null }, Date.now());
  });

  const worker = (dieAfter?: number) => {
    const on = { address: temporalAddress(), databaseUrl: engine.database.workerUrl, taskQueue: deliveryQueue };
    const given = { ...on, smtpUrl: mail.smtpUrl, dieAfter };
    return runScript(join(__dirname, 'dying-worker.script.ts'), [JSON.stringify(given)]);
  };

  async function makeWishes(): Promise<void> {
    const sale = await engine.start('standard-sale');
    const { workflow } = await temporalClient();
    for (let n = 0; n < KILLS * EACH; n += 1) {
      const subject = 'stage';
      const wish =
        n % 2 === 0 ? { hook: 'erp', subject } : { template: 'overdue-deal', to: [engine.cast.rep], subject };
      const id = await wishFor(engine.pool, sale, wish);
      await workflow.start(DELIVER, {
        workflowId: deliveryIdOf(id),
        taskQueue: engine.taskQueue,
        args: [id, deliveryQueue],
      });
    }
  }

  const delivered = async () => {
    const { rows } = await engine.pool.query<{ id: string }>(`SELECT id FROM outbox WHERE status = 'sent'`);
    return rows.length;
  };

  /** How often each key came to its receiver, as the receivers have it. */
  function receipts(): Map<string, number> {
    const keys = [
      ...http.received.map(({ headers }) => String(headers['idempotency-key'])),
      ...mail.received.map((one) => (mailHeader(one, 'Message-ID') ?? '').replace(/^<|@.*$/g, '')),
    ];
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  }

  it('leaves one effect by key at the receiver, and a ledger that equals what the receiver got', async () => {
    await makeWishes();
    for (let n = 0; n < KILLS; n += 1) {
      const doomed = worker(EACH);
      await new Promise((resolve) => doomed.process.once('exit', resolve));
      expect(doomed.process.signalCode).toBe('SIGKILL');
    }
    expect(await delivered()).toBe(0);
    worker();
    for (const end = Date.now() + 150_000; (await delivered()) < KILLS * EACH && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 250));

    const { rows } = await engine.pool.query<{ key: string; tries: number; unknown: number; sent: number }>(
      `SELECT key, count(*)::int AS tries, (count(*) FILTER (WHERE result = 'unknown'))::int AS unknown,
         (count(*) FILTER (WHERE result = 'sent'))::int AS sent FROM delivery_ledger GROUP BY key`,
    );
    expect(rows.reduce((sum, { unknown }) => sum + unknown, 0)).toBe(KILLS * EACH);
    expect(rows.filter(({ sent }) => sent !== 1)).toEqual([]);
    expect(new Map(rows.map(({ key, tries }) => [key, tries]))).toEqual(receipts());
    expect(receipts().size).toBe(KILLS * EACH);
    const bodies = new Set(http.received.map(({ headers, body }) => `${String(headers['webhook-id'])} ${body}`));
    expect(bodies.size).toBe((KILLS * EACH) / 2);
  });
});
