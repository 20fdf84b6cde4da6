import { v7 as newId } from 'uuid';
import { createSendCommand } from '../../src/commands';
import { systemClock } from '../../src/platform/clock';
import { type Engine, snapshotOf, startEngine } from '../support/engine';
import { temporalClient } from '../support/temporal';

/** Invariant 1: a stage changes only through the machine, raw SQL as the API's role included. */
describe('one door', () => {
  let engine: Engine;
  let id: string;
  beforeAll(async () => {
    engine = await startEngine();
    id = await engine.start('standard-sale');
  });

  it.each([
    ['move an instance', `UPDATE process_instances SET state = 'closed.won'`],
    [
      'write an event',
      `INSERT INTO process_events (instance_id, seq, command_id, type, at, actor_id, to_state, command, facts, snapshot)
      SELECT id, 99, 'x', 'move', now(), 'x', 'closed.won', '{}', '{}', '{}' FROM process_instances`,
    ],
    ['remove an event', 'DELETE FROM process_events'],
    ['end a task', `UPDATE tasks SET status = 'done'`],
    ['put off a deadline', `UPDATE deadlines SET at = now() + interval '1 year'`],
    ['change a version', `UPDATE process_versions SET definition = '{}'`],
    ['record a decision', `SELECT record_decision('{}')`],
  ])("the API's login cannot %s", async (_, sql) => {
    await expect(engine.apiPool.query(sql)).rejects.toThrow(/permission denied/);
    expect(await snapshotOf(engine.pool, id)).toMatchObject({ state: 'qualify', seq: 1 });
  });

  it("the API's login cannot put a table of its own before what runs with the owner's rights", async () => {
    const client = await engine.apiPool.connect();
    try {
      await client.query('CREATE TEMP TABLE settings (key text, value jsonb)');
      await client.query(`INSERT INTO settings VALUES ('reference', '1')`);
      await client.query(
        `CREATE FUNCTION pg_temp.as_owner() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN UPDATE public.process_instances SET state = 'closed.won'; RETURN NEW; END $$`,
      );
      await client.query('CREATE TRIGGER t BEFORE UPDATE ON settings FOR EACH ROW EXECUTE FUNCTION pg_temp.as_owner()');
      await client.query('UPDATE people SET language = language');
    } finally {
      client.release(true);
    }
    expect((await engine.pool.query(`SELECT state FROM process_instances WHERE id = $1`, [id])).rows).toEqual([
      { state: 'qualify' },
    ]);
  });

  it("not even the workers' login can change a published version or a recorded event", async () => {
    for (const sql of [
      `UPDATE process_versions SET source = ''`,
      'DELETE FROM process_versions',
      `UPDATE process_events SET type = 'x'`,
    ]) {
      await expect(engine.pool.query(sql)).rejects.toThrow(/permission denied|immutable/);
    }
  });

  it('a key stands for one caller, route and body', async () => {
    const key = newId();
    const act = { type: 'amend', fields: { discount: 3 } } as const;
    expect(await engine.ask(id, act, { key })).toMatchObject({ became: 'applied' });
    expect(await engine.ask(id, { type: 'amend', fields: { discount: 4 } }, { key })).toEqual({ became: 'key reused' });
    expect(await engine.ask(id, act, { key, route: 'elsewhere' })).toEqual({ became: 'key reused' });
    expect(await engine.ask(id, act, { key, actor: { id: engine.cast.colleague, roles: ['rep'], teams: [] } })).toEqual(
      { became: 'key reused' },
    );
    expect((await snapshotOf(engine.pool, id)).fields.discount).toBe(3);
  });

  it('a key that was applied is answered so, however late its sender comes', async () => {
    const other = await engine.start('standard-sale');
    const act = { type: 'close', outcome: 'lost', fields: { reason: 'price' } } as const;
    const key = newId();
    const command = { key, route: 'test', body: act, kind: 'sale', instanceId: other, act } as const;
    const request = { ...command, actor: { id: engine.cast.rep, roles: ['rep'], teams: [] } };
    // Between what it reads and what it sends, the same is applied, and the next run is under way.
    let reads = 0;
    const query = async (asked: string, values?: unknown[]) => {
      const read = await engine.apiPool.query(asked, values);
      reads += 1;
      if (reads > 1) return read;
      await engine.send(request);
      await engine.ask(other, { type: 'reopen' });
      return read;
    };
    const pool = { query } as unknown as typeof engine.apiPool;
    const slow = createSendCommand({
      pool,
      client: await temporalClient(),
      clock: systemClock,
      taskQueue: engine.taskQueue,
      engineDeadlineMs: 20_000,
    });
    expect(await slow(request)).toMatchObject({ became: 'applied', answer: { seq: 2, state: 'closed.lost' } });
  });

  it('an instance that is not there takes nothing, and nothing is kept', async () => {
    const key = newId();
    expect(await engine.ask(newId(), { type: 'resume' }, { key })).toEqual({ became: 'no such instance' });
    expect((await engine.pool.query('SELECT 1 FROM commands WHERE id = $1', [key])).rowCount).toBe(0);
  });

  it('whoever looked at an older state is refused', async () => {
    const { seq } = await snapshotOf(engine.pool, id);
    const sent = await engine.ask(id, { type: 'amend', fields: { discount: 7 } }, { expectedSeq: seq - 1 });
    expect(sent).toMatchObject({ became: 'refused', refusal: { code: 'Stale', until: [{ params: { seq } }] } });
  });

  it('a manager is known by their place above the owner, not by what the caller says', async () => {
    const manager = { id: engine.cast.manager, roles: ['manager'], teams: [] };
    const outsider = { id: engine.cast.colleague, roles: ['manager'], teams: [] };
    const reassign = { type: 'reassign', owner: engine.cast.colleague } as const;
    const other = await engine.start('standard-sale');
    expect(await engine.ask(other, reassign, { actor: outsider })).toMatchObject({
      became: 'refused',
      refusal: { code: 'NotYours' },
    });
    expect(await engine.ask(other, reassign, { actor: manager })).toMatchObject({ became: 'applied' });
  });
});
