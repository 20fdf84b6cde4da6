import { v7 as newId } from 'uuid';
import { rebuildTables } from '../../activities/rebuild-tables';
import { createSendMigration, type DealMove } from '../../src/commands';
import { systemClock } from '../../src/platform/clock';
import { SYSTEM } from '../../src/process';
import { seqQuery } from '../../workflows/messages';
import { testPool } from '../support/database';
import { type Engine, replayOf, snapshotOf, startEngine, taskOf, workflowId } from '../support/engine';
import { publishSecondSale, SECOND_SALE_PLAN, type TwoVersions } from '../support/second-version';
import { forward, temporalClient } from '../support/temporal';

/** One deal is moved to another version of its process, and goes on by that. */
describe('a sale that is moved to another version', () => {
  let engine: Engine;
  let versions: TwoVersions;
  beforeAll(async () => {
    engine = await startEngine();
    versions = await publishSecondSale(engine.pool);
  });

  const door = async () => ({
    pool: engine.pool,
    client: await temporalClient(),
    clock: systemClock,
    taskQueue: engine.taskQueue,
    engineDeadlineMs: 20_000,
  });
  const send = async (move: DealMove) => createSendMigration(await door())(move);
  const moveOf = (instanceId: string, seq: number, id = newId()): DealMove => ({
    kind: 'sale',
    instanceId,
    command: {
      id,
      actor: SYSTEM,
      expectedSeq: seq,
      type: 'migrate',
      fromVersionId: versions.first,
      versionId: versions.second,
      plan: SECOND_SALE_PLAN,
    },
  });
  const startedOnFirst = () => engine.start('standard-sale', {}, undefined, versions.first);
  const versionOf = async (id: string) =>
    (await engine.pool.query('SELECT version_id FROM process_instances WHERE id = $1', [id])).rows[0]?.version_id;

  it('is at the stage that the plan says, on the new version, and takes commands by that', async () => {
    const id = await startedOnFirst();
    expect(await send(moveOf(id, 1))).toEqual({ became: 'migrated', seq: 2 });
    expect(await versionOf(id)).toBe(versions.second);
    expect(await snapshotOf(engine.pool, id)).toMatchObject({ state: 'qualification', seq: 2 });
    const task = await taskOf(engine.pool, id, 'first-call');
    const fields = { amount: { minor: 5_00, currency: 'RUB' } };
    const sent = await engine.ask(id, { type: 'complete', task, outcome: 'need confirmed', fields });
    expect(sent).toMatchObject({ became: 'applied', answer: { state: 'proposal', seq: 3 } });
    expect((await snapshotOf(engine.pool, id)).tasks.map((one) => one.task)).toContain('check-stock');
    const { replayed, stored } = await replayOf(engine.pool, id);
    expect(replayed).toEqual(stored);
  });

  it('is moved once, however often that is sent', async () => {
    const id = await startedOnFirst();
    const move = moveOf(id, 1);
    const all = await Promise.all([send(move), send(move), send(move)]);
    expect(all).toEqual(Array(3).fill({ became: 'migrated', seq: 2 }));
    expect(await send(move)).toEqual({ became: 'migrated', seq: 2 });
  });

  it('is left alone when it went on since it was planned', async () => {
    const id = await startedOnFirst();
    await engine.ask(id, { type: 'amend', fields: { discount: 5 } });
    expect(await send(moveOf(id, 1))).toEqual({ became: 'moved since', seq: 2 });
    expect(await versionOf(id)).toBe(versions.first);
  });

  it('is moved too when no workflow of it runs yet, and when the one that ran was lost', async () => {
    const id = await startedOnFirst();
    const client = await temporalClient();
    await client.workflow.getHandle(workflowId(id)).terminate('lost');
    expect(await send(moveOf(id, 1))).toEqual({ became: 'migrated', seq: 2 });
    await client.workflow.getHandle(workflowId(id)).terminate('lost again');
    await engine.pool.query(`UPDATE process_instances SET engine = 'pending' WHERE id = $1`, [id]);
    expect(await engine.ask(id, { type: 'amend', fields: { discount: 5 } })).toMatchObject({ answer: { seq: 3 } });
    expect(await snapshotOf(engine.pool, id)).toMatchObject({ state: 'qualification' });
  });

  it('keeps its deadlines by the new limits, each fired once', async () => {
    const id = await startedOnFirst();
    const before = await snapshotOf(engine.pool, id);
    await send(moveOf(id, 1));
    const after = await snapshotOf(engine.pool, id);
    expect(after.clock?.from).toBe(before.clock?.from);
    expect(after.clock?.dueAt).toBeLessThan(before.clock?.dueAt ?? 0);
    // Its limits are of working days: how many days of the calendar that takes, holidays say.
    await forward(workflowId(id), (after.clock?.escalateAt ?? 0) - Date.now() + 60_000);
    const { rows } = await engine.pool.query<{ what: string }>(
      `SELECT split_part(command ->> 'deadline', '@', 1) AS what FROM process_events WHERE instance_id = $1 AND type = 'deadline'`,
      [id],
    );
    const fired = rows.map(({ what }) => what);
    expect(fired.sort()).toEqual(
      ['first-call#1', 'stage']
        .flatMap((one) => ['due soon', 'escalate', 'overdue'].map((kind) => `${one}:${kind}`))
        .sort(),
    );
  });

  it('is taken back to how it was', async () => {
    const id = await startedOnFirst();
    const before = await snapshotOf(engine.pool, id);
    await send(moveOf(id, 1));
    const back = moveOf(id, 2);
    const command = { ...back.command, fromVersionId: versions.second, versionId: versions.first, back: before };
    expect(await send({ ...back, command })).toEqual({ became: 'migrated', seq: 3 });
    expect(await versionOf(id)).toBe(versions.first);
    expect(await snapshotOf(engine.pool, id)).toEqual({ ...before, seq: 3 });
  });

  it('is followed by a workflow that missed it, and by one that has to start over', async () => {
    const id = await startedOnFirst();
    await send(moveOf(id, 1));
    await engine.ask(id, { type: 'amend', fields: { discount: 5 } });
    const client = await temporalClient();
    const handle = client.workflow.getHandle(workflowId(id));
    // As a run that lost its last decisions with Temporal's last writes: it is started from an earlier state.
    const behind = await runBehind(id);
    expect(await behind()).toBe(1);
    expect(await engine.ask(id, { type: 'amend', fields: { discount: 6 } })).toMatchObject({ answer: { seq: 4 } });
    expect(await handle.query(seqQuery)).toBe(4);
    // As tables that were restored from an older backup.
    const owner = testPool(engine.database.ownerUrl);
    await owner.query('ALTER TABLE process_events DISABLE TRIGGER process_events_immutable');
    await owner.query('DELETE FROM process_events WHERE instance_id = $1 AND seq > 1', [id]);
    await owner.query(
      `UPDATE process_instances SET version_id = $2, seq = 1, state = 'qualify',
         snapshot = (SELECT snapshot FROM process_events WHERE instance_id = $1 AND seq = 1) WHERE id = $1`,
      [id, versions.first],
    );
    await owner.query('ALTER TABLE process_events ENABLE TRIGGER process_events_immutable');
    expect(await engine.ask(id, { type: 'amend', fields: { discount: 7 } })).toMatchObject({
      became: 'applied',
      answer: { seq: 2, state: 'qualify' },
    });
    const { replayed, stored } = await replayOf(engine.pool, id);
    expect(replayed).toEqual(stored);
  });

  /** Replaces the workflow of an instance by one that stands after its first decision. Gives how to ask its seq. */
  async function runBehind(id: string): Promise<() => Promise<number>> {
    const client = await temporalClient();
    const handle = client.workflow.getHandle(workflowId(id));
    await handle.terminate('set back');
    const { rows } = await engine.pool.query(
      `SELECT snapshot, (SELECT definition FROM process_versions WHERE id = $2) AS definition FROM process_events WHERE instance_id = $1 AND seq = 1`,
      [id, versions.first],
    );
    const run = { carry: 1, instanceId: id, kind: 'sale', versionId: versions.first, answered: [], ...rows[0] };
    await client.workflow.start('processInstance', {
      workflowId: workflowId(id),
      taskQueue: engine.taskQueue,
      args: [run],
    });
    return () => handle.query(seqQuery);
  }

  it('has the same rows after a rebuild of the tables', async () => {
    const id = await startedOnFirst();
    const task = await taskOf(engine.pool, id, 'first-call');
    const fields = { amount: { minor: 5_00, currency: 'RUB' }, discount: 20 };
    await engine.ask(id, { type: 'complete', task, outcome: 'need confirmed', fields });
    await send(moveOf(id, 2));
    const rows = async () => {
      const read = async (sql: string) => (await engine.pool.query(sql, [id])).rows;
      return [
        await read('SELECT * FROM process_instances WHERE id = $1'),
        await read('SELECT * FROM tasks WHERE instance_id = $1 ORDER BY key'),
        await read('SELECT * FROM deadlines WHERE instance_id = $1 ORDER BY key'),
      ];
    };
    const before = await rows();
    expect(before[1]?.map((row) => (row as { task: string }).task)).toContain('confirm-discount');
    const { broken } = await rebuildTables(testPool(engine.database.ownerUrl));
    expect(broken).toEqual([]);
    expect(await rows()).toEqual(before);
  });
});
