import { NativeConnection, Worker } from '@temporalio/worker';
import { createSendNotices } from '../../activities/notices/send-notices';
import { createSendMail, type Outcome } from '../../src/outbound';
import { systemClock } from '../../src/platform/clock';
import { createPool } from '../../src/platform/database';

// A worker that mails notices. With `dieAfter`, it is killed when its server has taken that many, before the last is written down.
const { address, databaseUrl, taskQueue, smtpUrl, dieAfter } = JSON.parse(process.argv[2] ?? '{}') as {
  address: string;
  databaseUrl: string;
  taskQueue: string;
  smtpUrl: string;
  dieAfter?: number;
};

let taken = 0;
async function orDie(effect: Promise<Outcome>): Promise<Outcome> {
  const outcome = await effect;
  taken += 1;
  if (taken === dieAfter) process.kill(process.pid, 'SIGKILL');
  return outcome;
}

async function main(): Promise<void> {
  const send = createSendMail({ smtpUrl, from: 'deals@example.com' });
  const sendNotices = createSendNotices({
    pool: createPool(databaseUrl),
    clock: systemClock,
    sendMail: (letter) => orDie(send(letter)),
  });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({ connection, taskQueue, activities: { sendNotices } });
  process.stdout.write('polling\n');
  await worker.run();
}

void main();
