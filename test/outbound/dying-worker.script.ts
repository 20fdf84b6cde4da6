import { NativeConnection, Worker } from '@temporalio/worker';
import { createDeliver } from '../../activities/deliver';
import { createPostWebhook, createSendMail, type Outcome } from '../../src/outbound';
import { systemClock } from '../../src/platform/clock';
import { createPool } from '../../src/platform/database';

// A worker that delivers. With `dieAfter`, it is killed as soon as so many receivers have taken something and none of it
// has been written down.
const { address, databaseUrl, taskQueue, smtpUrl, dieAfter } = JSON.parse(process.argv[2] ?? '{}') as {
  address: string;
  databaseUrl: string;
  taskQueue: string;
  smtpUrl: string;
  dieAfter?: number;
};
const AT_ONCE = 10;

let taken = 0;
async function untilKilled(effect: Promise<Outcome>): Promise<Outcome> {
  const outcome = await effect;
  if (dieAfter === undefined || outcome.result !== 'sent') return outcome;
  taken += 1;
  if (taken === dieAfter) process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

async function main(): Promise<void> {
  const connection = await NativeConnection.connect({ address });
  const post = createPostWebhook({ reach: 'loopback' });
  const send = createSendMail({ smtpUrl, from: 'deals@example.com' });
  const deliver = createDeliver({
    pool: createPool(databaseUrl),
    clock: systemClock,
    postWebhook: (call, at) => untilKilled(post(call, at)),
    sendMail: (letter) => untilKilled(send(letter)),
  });
  const options = { connection, taskQueue, activities: { deliver }, maxConcurrentActivityTaskExecutions: AT_ONCE };
  const worker = await Worker.create(options);
  process.stdout.write('polling\n');
  await worker.run();
}

void main();
