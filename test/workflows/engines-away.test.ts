import { v7 as newId } from 'uuid';
import { createSweepInbox } from '../../activities/sweep-inbox';
import { createForward } from '../../src/commands';
import { systemClock } from '../../src/platform/clock';
import { testPool } from '../support/database';
import { type Engine, snapshotOf, startEngine, until, workflowId } from '../support/engine';
import { type OwnTemporal, ownTemporal } from '../support/own-temporal';
import { forward, temporalClient } from '../support/temporal';

jest.setTimeout(180_000);

/** Starts a sale: its caller is patient, though each answer is to come soon, and the first command of a worker takes its time. */
async function aSale({ ask, pool, cast }: Engine): Promise<string> {
  const id = newId();
  const { rows } = await pool.query(`SELECT id FROM process_versions WHERE key = 'standard-sale'`);
  const act = { type: 'start', owner: cast.rep, fields: {} } as const;
  const start = () => ask(id, act, { key: id, versionId: rows[0]?.id, record: { title: 'A sale' } });
  expect(await until(start, ({ became }) => became !== 'received')).toMatchObject({ became: 'applied' });
  return id;
}

/** Invariant 8: what was answered 202 is applied, or refused with a word to its sender, when the engine is back. */
describe('while Temporal is away', () => {
  let temporal: OwnTemporal;
  let engine: Engine;
  beforeAll(async () => {
    temporal = await ownTemporal();
    engine = await startEngine({ client: temporal.client, address: temporal.address(), engineDeadlineMs: 1_500 });
  });

  const sweep = () => {
    const door = { pool: engine.pool, client: temporal.client, clock: systemClock, taskQueue: engine.taskQueue };
    return createSweepInbox({ pool: engine.pool, forward: createForward(door) })();
  };
  const statusOf = async (key: string) =>
    (await engine.pool.query<{ status: string }>('SELECT status FROM commands WHERE id = $1', [key])).rows[0]?.status;
  /** A round that answers nothing may be one for which the engine is not there yet: what counts is what is left. */
  const leftAfterSweep = async () => {
    await sweep();
    const left = `SELECT count(*)::int AS n FROM commands WHERE status = 'received'`;
    return (await engine.pool.query<{ n: number }>(left)).rows[0]?.n;
  };
  /** The sweeper leaves what came in just now to whoever is sending it. */
  const age = () =>
    testPool(engine.database.ownerUrl).query(`UPDATE commands SET received_at = received_at - interval '10 seconds'`);

  it('commands are received, applied in order when it returns, and a late refusal is told to its sender', async () => {
    const id = await aSale(engine);
    await temporal.kill();
    const [close, late] = [newId(), newId()];
    expect(
      await engine.ask(id, { type: 'close', outcome: 'lost', fields: { reason: 'price' } }, { key: close }),
    ).toEqual({ became: 'received' });
    expect(await engine.ask(id, { type: 'amend', fields: { discount: 5 } }, { key: late })).toEqual({
      became: 'received',
    });
    expect(await snapshotOf(engine.pool, id)).toMatchObject({ state: 'qualify', seq: 1 });
    await temporal.start();
    await age();
    await until(leftAfterSweep, (n) => n === 0);
    expect(await statusOf(close)).toBe('applied');
    expect(await statusOf(late)).toBe('refused');
    expect(await snapshotOf(engine.pool, id)).toMatchObject({ state: 'closed.lost', seq: 2 });
    const { rows } = await engine.pool.query(
      `SELECT person_id, code, subject FROM notifications WHERE instance_id = $1 AND seq IS NULL`,
      [id],
    );
    expect(rows).toEqual([{ person_id: engine.cast.rep, code: 'command refused', subject: late }]);
  });

  it('an instance can be started: it is there once the engine is', async () => {
    await temporal.kill();
    await expect(engine.start('standard-sale')).rejects.toThrow(/received/);
    await temporal.start();
    await age();
    await until(leftAfterSweep, (n) => n === 0);
    const { rows } = await engine.pool.query(
      `SELECT status FROM commands WHERE type = 'start' ORDER BY received_at DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ status: 'applied' }]);
  });
});

describe('while the database is away', () => {
  it('what an Update had accepted is applied when it returns, and a new command is kept by nobody', async () => {
    let broken = false;
    const engine = await startEngine({
      wrap: (real) => ({
        ...real,
        recordDecision: (...args) =>
          broken ? Promise.reject(new Error('connection refused')) : real.recordDecision(...args),
      }),
      engineDeadlineMs: 1_500,
    });
    const id = await aSale(engine);
    broken = true;
    const key = newId();
    const act = { type: 'amend', fields: { discount: 9 } } as const;
    expect(await engine.ask(id, act, { key })).toEqual({ became: 'received' });
    broken = false;
    const sent = await until(
      () => engine.ask(id, act, { key }),
      ({ became }) => became !== 'received',
    );
    expect(sent).toMatchObject({ became: 'applied', answer: { seq: 2 } });
    await engine.apiPool.end();
    await expect(engine.ask(id, act)).rejects.toThrow();
  });

  it('a start that an Update had accepted is recorded by the run that accepted it, minutes later', async () => {
    let broken = true;
    let tries = 0;
    const engine = await startEngine({
      wrap: (real) => ({
        ...real,
        recordDecision: (...args) => {
          tries += 1;
          return broken ? Promise.reject(new Error('connection refused')) : real.recordDecision(...args);
        },
      }),
      engineDeadlineMs: 5_000,
    });
    const id = newId();
    const { rows } = await engine.pool.query(`SELECT id FROM process_versions WHERE key = 'standard-sale'`);
    const act = { type: 'start', owner: engine.cast.rep, fields: {} } as const;
    const start = () => engine.ask(id, act, { key: id, versionId: rows[0]?.id, record: { title: 'Late' } });
    expect(await start()).toEqual({ became: 'received' });
    const run = async () => (await temporalClient()).workflow.getHandle(workflowId(id)).describe();
    const { runId } = await run();
    // The run has accepted it once it tries to have it recorded; before, its minute would pass without a start.
    await until(
      async () => tries,
      (n) => n > 0,
    );
    const passing = forward(workflowId(id), 2 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    broken = false;
    await passing;
    await until(start, ({ became }) => became !== 'received');
    expect(await run()).toMatchObject({ runId, status: { name: 'RUNNING' } });
  });
});
