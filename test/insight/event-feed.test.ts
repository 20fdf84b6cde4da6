import { setTimeout as pause } from 'node:timers/promises';
import { type Announcement, createEventFeed } from '../../src/insight';
import { asAdmin, freshDatabase, testPool } from '../support/database';

describe('the event feed', () => {
  const said = { instanceId: 'x', kind: 'sale', seq: 1, state: 'qualify', type: 'start' };

  it('reaches every listener over one connection, and again after that broke', async () => {
    const database = await freshDatabase();
    const pool = testPool(database.apiUrl);
    const owner = testPool(database.ownerUrl);
    const feed = createEventFeed({ pool, log: { warn: () => undefined } });
    const heard: [string, Announcement][] = [];
    const first = feed.subscribe((one) => heard.push(['first', one]));
    const second = feed.subscribe((one) => heard.push(['second', one]));
    await Promise.all([first.listening, second.listening]);
    const announce = () => owner.query(`SELECT pg_notify('dealwright_events', $1)`, [JSON.stringify(said)]);

    await announce();
    await seen(heard, 2);
    expect(heard).toEqual([
      ['first', said],
      ['second', said],
    ]);
    expect(pool.totalCount).toBe(1);

    first.end();
    await asAdmin(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database.name}' AND query LIKE 'LISTEN%'`,
    );
    for (let tries = 0; heard.length === 2 && tries < 50; tries++) {
      await pause(100);
      await announce();
    }
    expect(heard[2]).toEqual(['second', said]);
    await feed.stop();
  });
});

async function seen(heard: unknown[], count: number): Promise<void> {
  for (let tries = 0; heard.length < count && tries < 100; tries++) await pause(20);
}
