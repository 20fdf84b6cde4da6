import { v7 as newId } from 'uuid';
import { testPool } from '../support/database';
import { type Engine, replayOf, snapshotOf, startEngine, taskOf, until, workflowId } from '../support/engine';
import { forward, temporalClient } from '../support/temporal';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});

const money = (minor: number) => ({ minor, currency: 'RUB' });
const HOUR = 3_600_000;

async function historyLength(id: string): Promise<number> {
  const client = await temporalClient();
  const { historyLength: events } = await client.workflow.getHandle(workflowId(id)).describe();
  return events;
}

describe('a sale', () => {
  it('starts at its first stage, with its first task and its limits', async () => {
    const id = await engine.start('standard-sale');
    const snapshot = await snapshotOf(engine.pool, id);
    expect(snapshot).toMatchObject({ seq: 1, state: 'qualify', owner: engine.cast.rep });
    expect(snapshot.tasks).toEqual([expect.objectContaining({ task: 'first-call', assignee: engine.cast.rep })]);
    expect(snapshot.clock?.dueAt).toBeGreaterThan(snapshot.startedAt);
  });

  it('moves when its task is completed, and what is read next shows it', async () => {
    const id = await engine.start('standard-sale');
    const task = await taskOf(engine.pool, id, 'first-call');
    const sent = await engine.ask(id, {
      type: 'complete',
      task,
      outcome: 'need confirmed',
      fields: { amount: money(1_250_000) },
    });
    expect(sent).toMatchObject({ became: 'applied', answer: { seq: 2, state: 'proposal' } });
    expect(await snapshotOf(engine.pool, id)).toMatchObject({ seq: 2, state: 'proposal' });
  });

  it('refuses what its stage does not allow, says what would let it pass, and leaves no event in the history', async () => {
    const id = await engine.start('standard-sale');
    const task = await taskOf(engine.pool, id, 'first-call');
    const before = await historyLength(id);
    const sent = await engine.ask(id, { type: 'complete', task, outcome: 'need confirmed' });
    expect(sent).toMatchObject({
      became: 'refused',
      refusal: { code: 'FieldMissing', until: [{ code: 'FieldMissing', params: { field: 'amount' } }] },
    });
    expect(await historyLength(id)).toBe(before);
    expect(await snapshotOf(engine.pool, id)).toMatchObject({ seq: 1, state: 'qualify' });
  });

  it('applies a repeated key once, and gives the stored answer', async () => {
    const id = await engine.start('standard-sale');
    const task = await taskOf(engine.pool, id, 'first-call');
    const key = newId();
    const act = { type: 'complete', task, outcome: 'need confirmed', fields: { amount: money(100) } } as const;
    const first = await engine.ask(id, act, { key });
    const second = await engine.ask(id, act, { key });
    expect(second).toEqual({ ...first, repeated: true });
    expect((await snapshotOf(engine.pool, id)).seq).toBe(2);
  });

  it('is flagged once when a limit passes, its owner and then its manager told', async () => {
    const id = await engine.start('demo-sale');
    const snapshot = await snapshotOf(engine.pool, id);
    const dueAt = snapshot.clock?.dueAt ?? 0;
    await forward(workflowId(id), dueAt - snapshot.startedAt + 1000);
    const after = await until(
      () => snapshotOf(engine.pool, id),
      (s) => s.clock?.light === 'overdue',
    );
    expect(after.clock?.light).toBe('overdue');
    const { rows } = await engine.pool.query(
      `SELECT person_id, code FROM notifications WHERE instance_id = $1 AND code = 'overdue' AND subject = 'stage'`,
      [id],
    );
    expect(rows).toEqual([{ person_id: engine.cast.rep, code: 'overdue' }]);
  });

  it('replays: its events, through the machine, give what was stored at each', async () => {
    const id = await engine.start('standard-sale', { amount: money(500_000) });
    await engine.ask(id, { type: 'wait', until: Date.now() + HOUR, reason: 'holiday' });
    await engine.ask(id, { type: 'resume' });
    const task = await taskOf(engine.pool, id, 'first-call');
    await engine.ask(id, { type: 'complete', task, outcome: 'need confirmed' });
    await engine.ask(id, { type: 'amend', fields: { discount: 20 } });
    const { replayed, stored } = await replayOf(engine.pool, id);
    expect(stored.length).toBe(5);
    expect(replayed).toEqual(stored);
  });

  it('closes, and is reopened from its row by the next run', async () => {
    const id = await engine.start('standard-sale');
    expect(await engine.ask(id, { type: 'close', outcome: 'lost', fields: { reason: 'price' } })).toMatchObject({
      became: 'applied',
    });
    expect(await engine.ask(id, { type: 'wait', until: Date.now() + HOUR, reason: 'x' })).toMatchObject({
      became: 'refused',
      refusal: { code: 'Closed' },
    });
    expect(await engine.ask(id, { type: 'reopen' })).toMatchObject({
      became: 'applied',
      answer: { state: 'qualify', seq: 3 },
    });
  });

  it('goes on from the tables where these were set back, as by a restored backup', async () => {
    const id = await engine.start('standard-sale');
    for (let discount = 1; discount <= 3; discount++) await engine.ask(id, { type: 'amend', fields: { discount } });
    const owner = testPool(engine.database.ownerUrl);
    await owner.query('ALTER TABLE process_events DISABLE TRIGGER USER');
    await owner.query('DELETE FROM process_events WHERE instance_id = $1 AND seq > 1', [id]);
    await owner.query('ALTER TABLE process_events ENABLE TRIGGER USER');
    await owner.query(
      `UPDATE process_instances i SET seq = 1, snapshot = e.snapshot FROM process_events e WHERE e.instance_id = i.id AND i.id = $1`,
      [id],
    );
    expect(await engine.ask(id, { type: 'wait', until: Date.now() + HOUR, reason: 'x' })).toMatchObject({
      became: 'applied',
      answer: { seq: 2 },
    });
    expect((await snapshotOf(engine.pool, id)).fields.discount).toBe(0);
    const { replayed, stored } = await replayOf(engine.pool, id);
    expect(replayed).toEqual(stored);
  });

  it('goes on running once it is reopened: its limits pass as before', async () => {
    const id = await engine.start('demo-sale');
    await engine.ask(id, { type: 'close', outcome: 'lost', fields: { reason: 'price' } });
    await engine.ask(id, { type: 'reopen' });
    await forward(workflowId(id), 2 * 60_000);
    const after = await until(
      () => snapshotOf(engine.pool, id),
      (s) => s.clock?.light === 'overdue',
    );
    expect(after).toMatchObject({ state: 'first-call', clock: { light: 'overdue' } });
  });
});
