import { Worker } from '@temporalio/worker';
import fc from 'fast-check';
import { allowed } from '../../src/process';
import { type Engine, snapshotOf, startEngine, workflowId } from '../support/engine';
import { nativeConnection, prebuiltBundle, temporalClient } from '../support/temporal';
import { filled, MANAGER, shipped, type Walk } from '../support/walk';

jest.setTimeout(240_000);

/** Invariant 6, over lives at random: whatever an instance does, its history replays on the code that made it. */
describe('the history of any life', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
    await nativeConnection();
  });

  /** Takes what is on offer, by whoever may do everything. */
  async function live(name: string, picks: readonly number[]): Promise<string> {
    const definition = shipped(name);
    const id = await engine.start(name, { amount: { minor: 90_000_000, currency: 'RUB' } });
    const actor = { id: engine.cast.manager, roles: ['manager', 'sales-ops'], teams: [] };
    for (const pick of picks) {
      const snapshot = await snapshotOf(engine.pool, id);
      const now = Date.now();
      const offers = allowed(definition, snapshot, { ...MANAGER, ...actor }, now).filter(({ can }) => can !== 'no');
      const offer = offers[pick % Math.max(1, offers.length)];
      if (!offer) break;
      await engine.ask(id, filled({ definition, now } as Walk, offer, pick % 90), { actor });
    }
    return id;
  }

  it('replays', async () => {
    const names = fc.constantFrom('standard-sale', 'four-stages', 'long-b2b', 'calls-meeting-contract');
    const picks = fc.array(fc.nat(1000), { minLength: 3, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(names, picks, async (name, chosen) => {
        const id = await live(name, chosen);
        const history = await (await temporalClient()).workflow.getHandle(workflowId(id)).fetchHistory();
        await Worker.runReplayHistory({ workflowBundle: prebuiltBundle(), replayName: id }, history, id);
      }),
      { numRuns: 15 },
    );
  });
});
