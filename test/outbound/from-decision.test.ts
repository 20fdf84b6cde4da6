import { createDeliver } from '../../activities/deliver';
import { createDispatchWishes } from '../../activities/dispatch-wishes';
import { hearWishes } from '../../activities/hear-wishes';
import { publishProcess } from '../../activities/publish';
import { addWebhook, createPostWebhook, createSendMail } from '../../src/outbound';
import { systemClock } from '../../src/platform/clock';
import { atEnd } from '../support/at-end';
import { testPool } from '../support/database';
import { startEngine, until, workflowId } from '../support/engine';
import { httpReceiver, mailReceiver } from '../support/receivers';
import { forward, temporalClient } from '../support/temporal';

const HOUR_MS = 60 * 60 * 1000;
const PROCESS = `
process: watched-sale
kind: sale
name: { en: Watched, ru: Под присмотром }
calendar: office
stages:
  call:
    name: { en: Call, ru: Звонок }
    limit:
      due: 2 hours
      ladder:
        - { at: 1 hour later, mail: overdue-deal, who: owner's manager }
        - { at: 1 hour later, webhook: erp }
    tasks:
      ring:
        name: { en: Ring, ru: Позвонить }
        outcomes: { done: { name: { en: Done, ru: Готово }, to: closed.won } }
closed:
  won: { name: { en: Won, ru: Выиграно } }
`;

describe("a ladder's mail and webhook", () => {
  it('leave once when their hour has come, and not before', async () => {
    const [http, mail] = [await httpReceiver(), await mailReceiver()];
    atEnd(http.stop);
    atEnd(mail.stop);
    const sendMail = createSendMail({ smtpUrl: mail.smtpUrl, from: 'deals@example.com' });
    const postWebhook = createPostWebhook({ reach: 'loopback' });
    const engine = await startEngine({ workerless: true, wrap: (real) => ({ ...real, deliver: deliver() }) });
    const { pool, taskQueue } = engine;
    function deliver() {
      return createDeliver({ pool, clock: systemClock, postWebhook, sendMail });
    }
    await engine.startWorker();
    await publishProcess(pool, 'watched-sale', PROCESS);
    const owner = testPool(engine.database.ownerUrl);
    await addWebhook(owner, { name: 'erp', url: http.url, by: null }, Date.now());
    const dispatch = createDispatchWishes({ pool, taskQueue, client: await temporalClient(), mailIsSetUp: true });
    const hearing = hearWishes({ pool, dispatch, warn: () => undefined });
    atEnd(() => hearing.stop());

    const sale = await engine.start('watched-sale', {}, { title: 'Racks' });
    await forward(workflowId(sale), 2.5 * HOUR_MS);
    const wishes = async () => (await pool.query<{ status: string }>('SELECT status FROM outbox')).rows;
    expect(await wishes()).toEqual([]);
    await forward(workflowId(sale), HOUR_MS);
    expect(
      await until(wishes, (rows) => rows.length === 2 && rows.every(({ status }) => status === 'sent')),
    ).toHaveLength(2);
    await forward(workflowId(sale), 24 * HOUR_MS);
    expect([await wishes(), mail.received, http.received].map(({ length }) => length)).toEqual([2, 1, 1]);
    expect(mail.received[0]?.to).toEqual(['mara@example.com']);
    expect(JSON.parse(http.received[0]?.body ?? '{}')).toMatchObject({
      type: 'sale.deadline',
      data: { instance: { id: sale, name: 'Racks' }, event: { actorId: 'system', to: 'call', about: 'stage' } },
    });
  });
});
