import { v7 as newId } from 'uuid';
import { rebuildIfLost } from '../../activities/rebuild-workflows';
import type { Act } from '../../src/process';
import { seqQuery } from '../../workflows/messages';
import { type Engine, replayOf, snapshotOf, startEngine, taskOf, until, workflowId } from '../support/engine';
import { type OwnTemporal, ownTemporal, type WorkerProcess, workerProcess } from '../support/own-temporal';

jest.setTimeout(300_000);

/** Invariants 3 and 8: each command is applied once, whatever crashes, and row and workflow agree afterwards. */
describe('a decision is recorded exactly once', () => {
  let temporal: OwnTemporal;
  let engine: Engine;
  beforeAll(async () => {
    temporal = await ownTemporal();
    engine = await startEngine({ client: temporal.client, workerless: true, engineDeadlineMs: 10_000 });
  });

  let workers: WorkerProcess[] = [];
  const worker = async (die?: 'before' | 'after') => {
    const on = { address: temporal.address(), databaseUrl: engine.database.workerUrl, taskQueue: engine.taskQueue };
    const started = await workerProcess(on, die);
    workers.push(started);
    return started;
  };
  afterEach(async () => {
    await Promise.all(workers.map((one) => one.kill()));
    workers = [];
  });

  const confirm = async (id: string): Promise<Act> => ({
    type: 'complete',
    task: await taskOf(engine.pool, id, 'first-call'),
    outcome: 'need confirmed',
    fields: { amount: { minor: 100_000, currency: 'RUB' } },
  });

  async function aSale(): Promise<string> {
    const healthy = await worker();
    const id = await engine.start('standard-sale');
    await healthy.kill();
    return id;
  }

  /** Repeats a command by its key until it is answered, as a caller that was told 202 may. */
  const repeated = (id: string, act: Act, key: string) =>
    until(
      () => engine.ask(id, act, { key }),
      (sent) => sent.became !== 'received',
    );

  async function expectAgreement(id: string, commandTypes: string[]): Promise<void> {
    const { rows } = await engine.pool.query<{ type: string }>(
      'SELECT type FROM process_events WHERE instance_id = $1 ORDER BY seq',
      [id],
    );
    expect(rows.map((row) => row.type)).toEqual(commandTypes);
    const { seq } = await snapshotOf(engine.pool, id);
    const known = () => temporal.client.workflow.getHandle(workflowId(id)).query(seqQuery);
    expect(await until(known, (n) => n === seq)).toBe(seq);
    const { replayed, stored } = await replayOf(engine.pool, id);
    expect(replayed).toEqual(stored);
  }

  it.each(['before', 'after'] as const)('when the worker is killed just %s it is written', async (moment) => {
    const id = await aSale();
    const act = await confirm(id);
    const key = newId();
    const doomed = await worker(moment);
    const asked = engine.ask(id, act, { key });
    await doomed.died;
    await worker();
    await asked;
    expect(await repeated(id, act, key)).toMatchObject({ became: 'applied', answer: { seq: 2, state: 'proposal' } });
    await expectAgreement(id, ['start', 'complete']);
  });

  it('when worker and Temporal die together after the write, and another command comes first', async () => {
    const id = await aSale();
    const act = await confirm(id);
    const key = newId();
    const doomed = await worker('after');
    const asked = engine.ask(id, act, { key });
    await doomed.died;
    await temporal.kill();
    await asked;
    expect((await snapshotOf(engine.pool, id)).state).toBe('proposal');
    await temporal.start();
    await worker();
    const other = await repeated(id, { type: 'amend', fields: { discount: 5 } }, newId());
    expect(other).toMatchObject({ became: 'applied', answer: { seq: 3, state: 'proposal' } });
    expect(await repeated(id, act, key)).toMatchObject({ became: 'applied', answer: { seq: 2 }, repeated: true });
    await expectAgreement(id, ['start', 'complete', 'amend']);
  });

  it("when Temporal's store is set back by several decisions", async () => {
    const id = await aSale();
    await temporal.stop();
    const setBack = temporal.keepStore();
    await temporal.start();
    const before = await worker();
    const act = await confirm(id);
    await repeated(id, act, newId());
    await repeated(id, { type: 'amend', fields: { discount: 5 } }, newId());
    await repeated(id, { type: 'wait', until: Date.now() + 3_600_000, reason: 'budget' }, newId());
    await before.kill();
    await temporal.kill();
    setBack();
    await temporal.start();
    await worker();
    expect(await repeated(id, { type: 'resume' }, newId())).toMatchObject({ became: 'applied', answer: { seq: 5 } });
    await expectAgreement(id, ['start', 'complete', 'amend', 'wait', 'resume']);
  });

  it("when Temporal's store is lost", async () => {
    const id = await aSale();
    await temporal.kill();
    temporal.loseStore();
    await temporal.start();
    await worker();
    expect(await repeated(id, await confirm(id), newId())).toMatchObject({ became: 'applied', answer: { seq: 2 } });
    await expectAgreement(id, ['start', 'complete']);
    expect(await rebuildIfLost(engine.pool, temporal.client)).toBe(0);
  });
});
