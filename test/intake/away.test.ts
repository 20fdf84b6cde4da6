import { createSweepInbox } from '../../activities/sweep-inbox';
import { createForward } from '../../src/commands';
import { systemClock } from '../../src/platform/clock';
import { createPool } from '../../src/platform/database';
import { serve } from '../support/api';
import { testPool } from '../support/database';
import { until } from '../support/engine';
import { type Inbound, startInbound, type TestSource } from '../support/inbound';
import { type OwnTemporal, ownTemporal } from '../support/own-temporal';

describe('while an engine is away', () => {
  let temporal: OwnTemporal;
  let on: Inbound;
  let site: TestSource;
  beforeAll(async () => {
    temporal = await ownTemporal();
    on = await startInbound({ client: temporal.client, address: temporal.address(), engineDeadlineMs: 8_000 });
    site = await on.source('form');
  });

  const statuses = async () =>
    (await on.rows<{ status: string }>('SELECT status FROM inbound_messages ORDER BY id')).map(({ status }) => status);

  it('what comes in is kept, and becomes one lead when Temporal is back', async () => {
    await temporal.kill();
    const sent = [
      await site.send({ name: 'Away', email: 'away@form.example', need: '1' }),
      await site.send({ email: 'away@form.example', need: '2' }),
    ];
    expect(sent.map(({ status }) => status)).toEqual([202, 202]);
    await on.work();
    expect(await statuses()).toEqual(['received', 'received']);
    await temporal.start();
    const { engine } = on.api;
    const door = { pool: engine.pool, client: temporal.client, clock: systemClock, taskQueue: engine.taskQueue };
    await until(
      async () => {
        await testPool(engine.database.ownerUrl).query(
          `UPDATE commands SET received_at = received_at - interval '10 seconds'`,
        );
        await createSweepInbox({ pool: engine.pool, forward: createForward(door) })();
        await on.work();
        return statuses();
      },
      (all) => all.every((one) => one === 'done'),
    );
    expect(await statuses()).toEqual(['done', 'done']);
    const leads = await on.rows<{ id: string }>('SELECT id FROM leads WHERE email = $1', ['away@form.example']);
    expect(leads).toHaveLength(1);
    expect(await on.rows('SELECT 1 FROM interactions WHERE instance_id = $1', [leads[0]?.id])).toHaveLength(2);
  });

  it('nothing that is personal reaches a workflow', async () => {
    const [lead] = await on.rows<{ id: string }>('SELECT id FROM leads WHERE email = $1', ['away@form.example']);
    const history = await temporal.client.workflow.getHandle(`lead-${lead?.id}`).fetchHistory();
    const said = JSON.stringify(history, (_key, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString() : value,
    );
    const bytes = Buffer.from(JSON.stringify(history)).toString();
    for (const text of [said, bytes])
      for (const word of ['away@form.example', '"Away"']) expect(text).not.toContain(word);
  });

  it('a worker that died over a message leaves it to the next, and one over which all die fails with words', async () => {
    const answer = await site.send({ name: 'Lease', email: 'lease@form.example' });
    const { id } = answer.body;
    await on.rows(`UPDATE inbound_messages SET tries = 3, next_try_at = now() + interval '1 minute' WHERE id = $1`, [
      id,
    ]);
    await on.work();
    expect((await statuses()).at(-1)).toBe('received'); // somebody has it
    await on.rows(`UPDATE inbound_messages SET next_try_at = now() - interval '1 second' WHERE id = $1`, [id]);
    await on.work();
    expect((await statuses()).at(-1)).toBe('done');
    const poison = (await site.send({ name: 'Poison' })).body.id;
    await on.rows(`UPDATE inbound_messages SET tries = 8 WHERE id = $1`, [poison]);
    await on.work();
    const { body } = await on.api.get(`/inbound-messages/${poison}`, { as: on.admin });
    expect(body).toMatchObject({
      status: 'failed',
      reason: 'Whoever worked on it ended before it was done, each time',
    });
  });

  it('without the database nothing is kept, and the sender is told so', async () => {
    const gone = new URL(on.api.engine.database.apiUrl);
    gone.port = '1';
    const { url } = await serve(createPool(gone.toString()), on.admin, {});
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${site.secret}` };
    const answer = await fetch(`${url}/api/v1/inbound/${site.name}`, {
      method: 'POST',
      headers,
      body: '{"name":"Lost"}',
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.json()).toMatchObject({
      code: 'DatabaseAway',
      title: expect.stringContaining('nothing was kept'),
    });
  });
});
