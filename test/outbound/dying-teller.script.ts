import { NativeConnection, Worker } from '@temporalio/worker';
import { createTellHook } from '../../activities/tell-hook';
import { createPostWebhook } from '../../src/outbound';
import { systemClock } from '../../src/platform/clock';
import { createPool } from '../../src/platform/database';

// A worker that tells receivers of events. With `dieAfter`, it is killed when so many calls were taken and the last of them
// has not been written down.
const { address, databaseUrl, taskQueue, dieAfter } = JSON.parse(process.argv[2] ?? '{}') as {
  address: string;
  databaseUrl: string;
  taskQueue: string;
  dieAfter?: number;
};

async function main(): Promise<void> {
  const connection = await NativeConnection.connect({ address });
  const post = createPostWebhook({ reach: 'loopback' });
  let taken = 0;
  const tellEventHook = createTellHook({
    pool: createPool(databaseUrl),
    clock: systemClock,
    postWebhook: async (call, at) => {
      const outcome = await post(call, at);
      taken += 1;
      if (taken === dieAfter) process.kill(process.pid, 'SIGKILL');
      return outcome;
    },
  });
  const worker = await Worker.create({ connection, taskQueue, activities: { tellEventHook } });
  process.stdout.write('polling\n');
  await worker.run();
}

void main();
