import { type Engine, snapshotOf, startEngine, taskOf, until, workflowId } from '../support/engine';
import { forward } from '../support/temporal';

const MINUTE = 60_000;

/** Invariant 4: a deadline fires exactly once, never early; after an outage late, but once. */
describe('a deadline', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });

  const fired = async (id: string) => {
    const { rows } = await engine.pool.query<{ deadline: string; late: number }>(
      `SELECT command ->> 'deadline' AS deadline, extract(epoch FROM at) * 1000 - split_part(command ->> 'deadline', '@', 2)::numeric AS late
       FROM process_events WHERE instance_id = $1 AND type = 'deadline' ORDER BY seq`,
      [id],
    );
    return rows.map(({ deadline, late }) => ({ what: deadline.split('@')[0], early: Number(late) < 0 }));
  };

  it('fires each light of a limit once and in order, and none early', async () => {
    const id = await engine.start('demo-sale');
    await forward(workflowId(id), 20 * MINUTE);
    await until(
      () => snapshotOf(engine.pool, id),
      (s) => s.clock?.light === 'escalated',
    );
    const lights = (await fired(id)).filter(({ what }) => what?.startsWith('stage'));
    expect(lights).toEqual(
      ['due soon', 'overdue', 'escalate'].map((kind) => ({ what: `stage:${kind}`, early: false })),
    );
  });

  it('tells the owner, then the manager, once each', async () => {
    const id = await engine.start('demo-sale');
    await forward(workflowId(id), 20 * MINUTE);
    await until(
      () => snapshotOf(engine.pool, id),
      (s) => s.clock?.light === 'escalated',
    );
    const { rows } = await engine.pool.query(
      `SELECT p.roles[1] AS who, n.code FROM notifications n JOIN people p ON p.id = n.person_id
       WHERE n.instance_id = $1 AND n.subject = 'stage' ORDER BY n.seq`,
      [id],
    );
    expect(rows).toEqual([
      { who: 'rep', code: 'due soon' },
      { who: 'rep', code: 'overdue' },
      { who: 'manager', code: 'escalated' },
    ]);
  });

  it('that falls due while no worker runs fires late, but once', async () => {
    const away = await startEngine({ workerless: true, engineDeadlineMs: 20_000 });
    const first = await away.startWorker();
    const id = await away.start('demo-sale');
    await first.stop();
    // The timer falls due now, with nobody there to take it.
    const passing = forward(workflowId(id), 20 * MINUTE);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await away.startWorker();
    await passing;
    await until(
      () => snapshotOf(away.pool, id),
      (s) => s.clock?.light === 'escalated',
    );
    const { rows } = await away.pool.query(
      `SELECT split_part(command ->> 'deadline', '@', 1) AS what, count(*)::int AS times FROM process_events
       WHERE instance_id = $1 AND type = 'deadline' AND command ->> 'deadline' LIKE 'stage%' GROUP BY 1 ORDER BY 1`,
      [id],
    );
    expect(rows).toEqual(['due soon', 'escalate', 'overdue'].map((kind) => ({ what: `stage:${kind}`, times: 1 })));
  });

  it('is armed anew when its date is set back to what it was', async () => {
    const id = await engine.start('standard-sale', { amount: { minor: 5, currency: 'RUB' } });
    const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
    const answer = async (task: string, outcome: string, fields = {}) =>
      engine.ask(id, { type: 'complete', task: await taskOf(engine.pool, id, task), outcome, fields });
    const light = async () =>
      (
        await until(
          () => snapshotOf(engine.pool, id),
          (s) => s.clock?.light === 'escalated',
        )
      ).clock?.light;
    await answer('first-call', 'need confirmed');
    // Long ago: escalated is a working day later, and the longest holidays last eleven days.
    await answer('send-proposal', 'sent', { decisionDate: day(-30) });
    expect(await light()).toBe('escalated');
    await engine.ask(id, { type: 'amend', fields: { decisionDate: day(20) } });
    expect((await snapshotOf(engine.pool, id)).clock?.light).toBe('on time');
    await engine.ask(id, { type: 'amend', fields: { decisionDate: day(-30) } });
    expect(await light()).toBe('escalated');
  });

  it('stands still through a wait, and runs on from where the wait was to end', async () => {
    const id = await engine.start('demo-sale');
    const before = await snapshotOf(engine.pool, id);
    const until_ = Date.now() + 60 * MINUTE;
    await engine.ask(id, { type: 'wait', until: until_, reason: 'budget' });
    await forward(workflowId(id), 30 * MINUTE);
    expect((await snapshotOf(engine.pool, id)).clock).toMatchObject({ paused: true, light: 'on time', dueAt: null });
    await forward(workflowId(id), 31 * MINUTE);
    const after = await until(
      () => snapshotOf(engine.pool, id),
      (s) => s.wait === null,
    );
    const used = after.clock?.spentMs ?? 0;
    expect(after.clock).toMatchObject({ paused: false, from: until_ });
    expect(after.clock?.dueAt).toBe(until_ + ((before.clock?.dueAt ?? 0) - before.startedAt) - used);
  });
});
