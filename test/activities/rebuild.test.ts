import { rebuildTables } from '../../activities/rebuild-tables';
import { testPool } from '../support/database';
import { type Engine, startEngine, taskOf } from '../support/engine';

describe('rebuilding the tables', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
    const id = await engine.start('standard-sale');
    await engine.ask(
      id,
      { type: 'add task', assignee: engine.cast.rep, dueAt: Date.now() + 60_000 },
      { record: { title: 'Send a brochure' } },
    );
    const task = await taskOf(engine.pool, id, 'first-call');
    await engine.ask(id, {
      type: 'complete',
      task,
      outcome: 'need confirmed',
      fields: { amount: { minor: 5_00, currency: 'RUB' } },
    });
    await engine.ask(id, { type: 'wait', until: Date.now() + 3_600_000, reason: 'budget' });
    const lead = await engine.start('standard-lead');
    await engine.ask(lead, { type: 'close', outcome: 'disqualified' });
  });

  const rows = async () => {
    const read = async (sql: string) => (await engine.pool.query(sql)).rows;
    return {
      instances: await read('SELECT * FROM process_instances ORDER BY id'),
      tasks: await read('SELECT * FROM tasks ORDER BY id'),
      deadlines: await read('SELECT * FROM deadlines ORDER BY instance_id, key'),
    };
  };

  it('gives the same rows from the events, whatever had become of them', async () => {
    const owner = testPool(engine.database.ownerUrl);
    const before = await rows();
    await owner.query(`DELETE FROM tasks WHERE task IS NOT NULL`);
    await owner.query(`UPDATE tasks SET status = 'done'`);
    await owner.query('DELETE FROM deadlines');
    await owner.query(
      `UPDATE process_instances SET state = 'x', due_at = NULL, open = true, amount_minor = 1, wait_until = NULL`,
    );
    expect(await rebuildTables(owner)).toEqual({ instances: 2, broken: [] });
    expect(await rows()).toEqual(before);
  });

  it('leaves an instance that waits for its workflow waiting', async () => {
    const owner = testPool(engine.database.ownerUrl);
    await owner.query(`UPDATE process_instances SET engine = 'pending' WHERE open`);
    const before = await rows();
    await rebuildTables(owner);
    expect(await rows()).toEqual(before);
  });

  it('goes on after an instance whose rows cannot be written', async () => {
    const owner = testPool(engine.database.ownerUrl);
    const { rows: open } = await owner.query<{ id: string }>('SELECT id FROM process_instances WHERE open');
    await owner.query(
      `ALTER TABLE deadlines ADD CONSTRAINT none_of_it CHECK (instance_id <> '${open[0]?.id}') NOT VALID`,
    );
    await owner.query('DELETE FROM deadlines');
    const { instances, broken } = await rebuildTables(owner);
    expect(instances).toBe(2);
    expect(broken).toEqual([{ instanceId: open[0]?.id, why: expect.stringContaining('none_of_it') }]);
    await owner.query('ALTER TABLE deadlines DROP CONSTRAINT none_of_it');
    expect(await rebuildTables(owner)).toEqual({ instances: 2, broken: [] });
  });

  it('names a history that does not replay, and leaves its rows as they are', async () => {
    const owner = testPool(engine.database.ownerUrl);
    await owner.query('ALTER TABLE process_events DISABLE TRIGGER process_events_immutable');
    await owner.query(
      `UPDATE process_events SET command = jsonb_set(command, '{outcome}', '"no interest"') WHERE type = 'complete'`,
    );
    const before = await rows();
    const { broken } = await rebuildTables(owner);
    expect(broken).toEqual([{ instanceId: expect.any(String), why: expect.stringContaining('refused') }]);
    expect(await rows()).toEqual(before);
  });
});
