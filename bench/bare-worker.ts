import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { asked, runCommand, say, until } from '../src/cli/command';
import { createPool, type Pool } from '../src/platform/database';
import { locateDatabase, locateTemporal } from '../src/platform/servers';
import { workflowBundle } from '../src/platform/workflow-bundle';
import { BARE_QUEUE } from './bare-messages';

/** Where the bare workflow writes: the same database as the product's decisions, with the same login. */
export const BARE_TABLE =
  'CREATE TABLE IF NOT EXISTS bench_rows (workflow text, n int, body text, PRIMARY KEY (workflow, n))';

const createActivities = (pool: Pool) => ({
  async insertRow(workflow: string, n: number, body: string): Promise<void> {
    await pool.query({
      name: 'insert row',
      text: 'INSERT INTO bench_rows (workflow, n, body) VALUES ($1, $2, $3)',
      values: [workflow, n, body],
    });
  },
});

export type BareActivities = ReturnType<typeof createActivities>;

/** A worker of the bare workflow, set as the product's (src/cli/start-worker.ts) is. */
async function main(): Promise<void> {
  await runCommand(async (config) => {
    const stopping = asked();
    Runtime.install({ logger: new DefaultLogger('WARN') });
    const { address, namespace } = locateTemporal(config);
    const pool = createPool(locateDatabase(config).worker, { max: 20 });
    const workflowsPath = join(__dirname, 'bare-workflow.js');
    const reaches = [workflowsPath, join(__dirname, 'bare-messages.js')];
    const { codePath } = await workflowBundle({ workflowsPath, reaches }, config.dataDir);
    const worker = await Worker.create({
      connection: await NativeConnection.connect({ address }),
      namespace,
      taskQueue: BARE_QUEUE,
      activities: createActivities(pool),
      workflowBundle: { codePath },
      stickyQueueScheduleToStartTimeout: '1s',
      shutdownGraceTime: '5s',
    });
    const over = worker.run();
    say('Worker: polling');
    await until(stopping);
    worker.shutdown();
    await over;
    await pool.end();
  });
}

if (require.main === module) void main();
