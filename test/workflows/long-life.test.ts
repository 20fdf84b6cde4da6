import { v7 as newId } from 'uuid';
import { type Engine, replayOf, snapshotOf, startEngine, until, workflowId } from '../support/engine';
import { forward, temporalClient } from '../support/temporal';

/** A run continues as new early; nobody who talks to the instance notices. */
describe('an instance that continues as new in mid-conversation', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine({ runEvents: 20 });
  });

  const amend = (id: string, discount: number, key = newId()) =>
    engine.ask(id, { type: 'amend', fields: { discount } }, { key });
  /** As a caller does who was told 202: asks again by the same key. */
  const answered = (id: string, discount: number, key = newId()) =>
    until(
      () => amend(id, discount, key),
      (sent) => sent.became !== 'received',
    );
  const runOf = async (id: string) =>
    (await (await temporalClient()).workflow.getHandle(workflowId(id)).describe()).runId;

  it('answers every command once, in sequence and from many callers at once', async () => {
    const id = await engine.start('standard-sale');
    const first = await runOf(id);
    const callers = Array.from({ length: 4 }, async (_, caller) => {
      for (let n = 1; n <= 8; n++) expect(await answered(id, caller * 10 + n)).toMatchObject({ became: 'applied' });
    });
    await Promise.all(callers);
    expect(await runOf(id)).not.toBe(first);
    expect((await snapshotOf(engine.pool, id)).seq).toBe(33);
    const { replayed, stored } = await replayOf(engine.pool, id);
    expect(replayed).toEqual(stored);
  });

  it('gives the answer again to a key that an earlier run answered', async () => {
    const id = await engine.start('standard-sale');
    const key = newId();
    const first = await amend(id, 1, key);
    for (let n = 2; n <= 8; n++) await answered(id, n);
    // Straight to the workflow, past the inbox: as the sweeper would after the inbox was restored from a backup.
    const client = await temporalClient();
    const command = {
      id: key,
      actor: { id: engine.cast.rep, roles: ['rep'], teams: [], manages: false },
      type: 'amend',
      fields: { discount: 1 },
    };
    const again = await client.workflow
      .getHandle(workflowId(id))
      .executeUpdate('command', { args: [command], updateId: key });
    expect(again).toMatchObject(first.became === 'applied' ? first.answer : {});
    expect((await snapshotOf(engine.pool, id)).seq).toBe(9);
  });

  it('keeps its deadlines', async () => {
    const id = await engine.start('demo-sale');
    const first = await runOf(id);
    for (let n = 1; n <= 6; n++) await engine.ask(id, { type: 'add task', assignee: engine.cast.rep });
    expect(await runOf(id)).not.toBe(first);
    await forward(workflowId(id), 20 * 60_000);
    expect((await snapshotOf(engine.pool, id)).clock?.light).toBe('escalated');
  });
});
