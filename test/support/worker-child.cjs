// A worker in a process of its own, so that a test can kill it with -9. It runs what `npm run build` compiled.
// argv[2] is JSON: { address, databaseUrl, taskQueue, codePath, die? }, where die is 'before' or 'after' the first
// decision that is not a start is written.
const { Client, Connection } = require('@temporalio/client');
const { DefaultLogger, NativeConnection, Runtime, Worker } = require('@temporalio/worker');
const { createActivities } = require('../../dist/activities');
const { createPool } = require('../../dist/src/platform/database');
const { systemClock } = require('../../dist/src/platform/clock');

const { address, databaseUrl, taskQueue, codePath, die } = JSON.parse(process.argv[2]);

async function main() {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const [connection, native] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const client = new Client({ connection });
  const real = createActivities({ pool: createPool(databaseUrl), client, clock: systemClock, taskQueue });
  const recordDecision = async (instance, decision) => {
    const chosen = die !== undefined && decision.command.type !== 'start';
    if (chosen && die === 'before') process.kill(process.pid, 'SIGKILL');
    const recorded = await real.recordDecision(instance, decision);
    if (chosen) process.kill(process.pid, 'SIGKILL');
    return recorded;
  };
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    activities: { ...real, recordDecision },
    workflowBundle: { codePath },
    stickyQueueScheduleToStartTimeout: '1s',
  });
  const over = worker.run();
  process.send('ready');
  await over;
}

process.on('disconnect', () => process.exit(0));
void main();
