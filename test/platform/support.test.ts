import { join } from 'node:path';
import { freshDatabase, testPool, testPrisma } from '../support/database';
import { forward, startTestWorker, temporalClient } from '../support/temporal';

describe('the shared test servers', () => {
  it('give each file a database of its own, under three logins', async () => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    expect(one.name).not.toBe(other.name);
    const who = await testPool(one.workerUrl).query('SELECT current_user AS login, current_database() AS database');
    expect(who.rows).toEqual([{ login: 'dealwright_worker', database: one.name }]);
    expect(await testPrisma(one.apiUrl).$queryRaw`SELECT current_user::text AS login`).toEqual([
      { login: 'dealwright_api' },
    ]);
  });

  it('move the clock of one workflow', async () => {
    const client = await temporalClient();
    const { taskQueue } = await startTestWorker({ workflowsPath: join(__dirname, 'sleeper.workflow.ts') });
    const workflowId = `sleeper-${Date.now()}`;
    const handle = await client.workflow.start('sleeper', { taskQueue, workflowId, args: ['60 minutes'] });
    await forward(workflowId, 59 * 60_000);
    expect(await handle.query('isAwake')).toBe(false);
    await forward(workflowId, 2 * 60_000);
    expect(await handle.query('isAwake')).toBe(true);
    await handle.signal('leave');
    await expect(handle.result()).resolves.toBe('rested');
  });
});
