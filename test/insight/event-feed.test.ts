import { setTimeout as pause } from 'node:timers/promises';
import { type Announcement, createEventFeed } from '../../src/insight';
import { asAdmin, freshDatabase, testPool } from '../support/database';

describe('the event feed', () => {
  const said = { instanceId: 'x', kind: 'sale', seq: 1, state: 'qualify', type: 'start' };

  it('reaches every listener over one connection, and says so when that breaks', async () => {
    const database = await freshDatabase();
    const pool = testPool(database.apiUrl);
    const owner = testPool(database.ownerUrl);
    const feed = createEventFeed({ pool, log: { warn: () => undefined } });
    const heard: [string, Announcement | 'ended'][] = [];
    const listener = (name: string) => ({
      heard: (one: Announcement) => heard.push([name, one]),
      ended: () => heard.push([name, 'ended']),
    });
    const first = feed.subscribe(listener('first'));
    const second = feed.subscribe(listener('second'));
    await Promise.all([first.listening, second.listening]);
    const announce = () => owner.query(`SELECT pg_notify('dealwright_events', $1)`, [JSON.stringify(said)]);

    await announce();
    await seen(heard, 2);
    expect(heard.splice(0)).toEqual([
      ['first', said],
      ['second', said],
    ]);
    expect(pool.totalCount).toBe(1);

    first.end();
    await asAdmin(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database.name}' AND query LIKE 'LISTEN%'`,
    );
    await seen(heard, 1);
    expect(heard.splice(0)).toEqual([['second', 'ended']]);
    await feed.subscribe(listener('third')).listening;
    await announce();
    await seen(heard, 1);
    expect(heard.splice(0)).toEqual([['third', said]]);
    await feed.stop();
    expect(heard).toEqual([['third', 'ended']]);
  });
});

async function seen(heard: unknown[], count: number): Promise<void> {
  for (const end = Date.now() + 20_000; heard.length < count && Date.now() < end; ) await pause(20);
}
