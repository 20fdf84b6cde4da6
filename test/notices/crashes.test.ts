import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { DEFAULT_SETTINGS, putSettings } from '../../src/notices';
import { atEnd } from '../support/at-end';
import { testPool } from '../support/database';
import { startEngine } from '../support/engine';
import { mailHeader, mailReceiver } from '../support/receivers';
import { runScript } from '../support/scratch';
import { temporalAddress, temporalClient } from '../support/temporal';
import { say } from './notices';

const READERS = 12;
const KILLS = 2;
const EACH = 4;

/** Between the mail server's "I have it" and ours in the ledger the worker dies; the workflow finds another. */
it('a worker that dies with a mail in hand: each reader has one mail, in whatever number of tries, and the ledger knows all of them', async () => {
  const engine = await startEngine();
  const owner = testPool(engine.database.ownerUrl);
  const mail = await mailReceiver();
  atEnd(mail.stop);
  for (let n = 0; n < READERS; n += 1) {
    const id = newId();
    await owner.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Reader', $2, '{rep}')`, [
      id,
      `${id}@example.com`,
    ]);
    await putSettings(owner, id, { ...DEFAULT_SETTINGS, quiet: null });
    await say(engine.pool, { personId: id, code: 'contact due', at: Date.now() });
  }
  const queue = `notices-${randomUUID()}`;
  const on = { address: temporalAddress(), databaseUrl: engine.database.workerUrl, taskQueue: queue };
  const worker = (dieAfter?: number) =>
    runScript(join(__dirname, 'dying-worker.script.ts'), [JSON.stringify({ ...on, smtpUrl: mail.smtpUrl, dieAfter })]);

  const { workflow } = await temporalClient();
  const options = { workflowId: `send-${queue}`, taskQueue: engine.taskQueue, args: [queue] };
  const running = await workflow.start('sendNotices', options);
  for (let n = 0; n < KILLS; n += 1) {
    const doomed = worker(EACH);
    // A workflow that fails would leave it waiting for work.
    await Promise.race([new Promise((resolve) => doomed.process.once('exit', resolve)), running.result()]);
    expect(doomed.process.signalCode).toBe('SIGKILL');
  }
  worker();
  expect(await running.result()).toBe(READERS - KILLS * (EACH - 1));

  const { rows } = await owner.query<{ id: string; status: string; tries: number; ledger: string[] }>(
    `SELECT id, status, tries, (SELECT array_agg(result ORDER BY n) FROM notice_mail_tries WHERE mail_id = m.id) AS ledger FROM notice_mails m`,
  );
  expect(rows).toHaveLength(READERS);
  expect(rows.filter(({ status, ledger }) => status !== 'sent' || ledger.at(-1) !== 'sent')).toEqual([]);
  expect(rows.flatMap(({ ledger }) => ledger).filter((result) => result === 'unknown')).toHaveLength(KILLS);
  const receipts: Record<string, number> = {};
  for (const one of mail.received) {
    const key = (mailHeader(one, 'Message-ID') ?? '').replace(/^<notices\.|@.*$/g, '');
    receipts[key] = (receipts[key] ?? 0) + 1;
  }
  expect(receipts).toEqual(Object.fromEntries(rows.map(({ id, tries }) => [id, tries])));
});
