import type { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { v7 as newId } from 'uuid';
import { SCHEDULES } from '../../activities/schedules';
import { createSendMigration } from '../../src/commands';
import { systemClock } from '../../src/platform/clock';
import { SYSTEM } from '../../src/process';
import * as workflows from '../../workflows';
import { OUTBOUND_QUEUE } from '../../workflows/messages';
import { type Engine, snapshotOf, startEngine, taskOf, until, workflowId } from '../support/engine';
import { kindOfHistory, kindOfWorkflow, readHistory, recordedHistories, recordHistory } from '../support/histories';
import { publishSecondSale, SECOND_SALE_PLAN } from '../support/second-version';
import { forward, nativeConnection, prebuiltBundle, startTestWorker, temporalClient } from '../support/temporal';

const replays = async (history: temporal.api.history.v1.IHistory, id: string) => {
  await nativeConnection();
  await Worker.runReplayHistory({ workflowBundle: prebuiltBundle(), replayName: id }, history, id);
};

/** Invariant 6: a recorded history replays on the code of every later release. */
describe('recorded histories', () => {
  const recorded = recordedHistories();

  it('are there, of each kind of life and of each other workflow', () => {
    const others = Object.keys(workflows).filter((type) => type !== 'processInstance');
    const kinds = [...Object.keys(LIVES), ...others.map(kindOfWorkflow)];
    expect([...new Set(recorded.map(kindOfHistory))].sort()).toEqual(kinds.sort());
  });

  it.each(recorded)('%s replays on this code', (name) => replays(readHistory(name), name));
});

const CONFIRMED = { outcome: 'need confirmed', fields: { amount: { minor: 100_000, currency: 'RUB' } } } as const;

/** Lives that together use all that a workflow does; each gives the instance whose history is kept. */
const LIVES: Record<string, (engine: Engine) => Promise<string>> = {
  async 'sale-won'(engine) {
    const id = await engine.start('standard-sale');
    await engine.ask(id, { type: 'complete', task: await taskOf(engine.pool, id, 'first-call'), ...CONFIRMED });
    await engine.ask(id, { type: 'wait', until: Date.now() + 3_600_000, reason: 'budget' });
    await engine.ask(id, { type: 'resume' });
    const decisionDate = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    await engine.ask(id, {
      type: 'complete',
      task: await taskOf(engine.pool, id, 'send-proposal'),
      outcome: 'sent',
      fields: { decisionDate },
    });
    await engine.ask(id, {
      type: 'complete',
      task: await taskOf(engine.pool, id, 'ask-for-decision'),
      outcome: 'accepted',
    });
    return id;
  },
  async 'sale-overdue'(engine) {
    const id = await engine.start('demo-sale');
    await forward(workflowId(id), 20 * 60_000);
    await until(
      () => snapshotOf(engine.pool, id),
      (s) => s.clock?.light === 'escalated',
    );
    await engine.ask(id, { type: 'close', outcome: 'no such outcome' });
    return id;
  },
  async 'sale-continued-as-new'(engine) {
    const id = await engine.start('standard-sale');
    for (let discount = 1; discount <= 6; discount++) await engine.ask(id, { type: 'amend', fields: { discount } });
    return id;
  },
  async 'sale-reopened'(engine) {
    const id = await engine.start('demo-sale');
    await engine.ask(id, { type: 'close', outcome: 'lost', fields: { reason: 'price' } });
    await engine.ask(id, { type: 'reopen' });
    await forward(workflowId(id), 2 * 60_000);
    return id;
  },
  async 'sale-migrated'(engine) {
    const versions = await publishSecondSale(engine.pool);
    const id = await engine.start('standard-sale', {}, undefined, versions.first);
    await engine.ask(id, { type: 'amend', fields: { discount: 5 } });
    const door = {
      ...{ pool: engine.pool, client: await temporalClient(), clock: systemClock, taskQueue: engine.taskQueue },
      engineDeadlineMs: 20_000,
    };
    await createSendMigration(door)({
      kind: 'sale',
      instanceId: id,
      command: {
        id: newId(),
        actor: SYSTEM,
        expectedSeq: 2,
        type: 'migrate',
        fromVersionId: versions.first,
        versionId: versions.second,
        plan: SECOND_SALE_PLAN,
      },
    });
    await engine.ask(id, { type: 'complete', task: await taskOf(engine.pool, id, 'first-call'), ...CONFIRMED });
    return id;
  },
  async 'sale-branched'(engine) {
    const id = await engine.start('long-b2b', { amount: { minor: 10_000_000, currency: 'RUB' } });
    const answer = async (task: string, outcome: string) =>
      engine.ask(id, { type: 'complete', task: await taskOf(engine.pool, id, task), outcome });
    await engine.ask(id, { type: 'event', event: 'tender announced' });
    await answer('map-people', 'done');
    await engine.ask(id, { type: 'undo' });
    await answer('map-people', 'done');
    await answer('talk', 'answers later');
    await engine.ask(id, { type: 'event', event: 'e-mail answered' });
    await answer('talk', 'interested');
    await answer('answer-questions', 'answered');
    await answer('design', 'designed');
    await forward(workflowId(id), 100 * 86_400_000);
    await until(
      () => snapshotOf(engine.pool, id),
      (s) => s.clock?.light === 'escalated',
    );
    await engine.ask(id, { type: 'close', outcome: 'lost', fields: { reason: 'competitor' } });
    return id;
  },
  async 'lead-qualified'(engine) {
    const id = await engine.start('standard-lead', {}, { topic: 'Two racks', organisation: 'Vega' });
    await engine.ask(id, { type: 'move', to: 'contacting' });
    await engine.ask(id, { type: 'close', outcome: 'qualified' });
    return id;
  },
};

describe('what this code records', () => {
  it.each(Object.keys(LIVES))('%s replays at once', async (name) => {
    const engine = await startEngine(name.includes('continued') ? { runEvents: 20 } : {});
    const id = await LIVES[name]?.(engine);
    const kind = name.startsWith('lead') ? 'lead' : 'sale';
    const handle = (await temporalClient()).workflow.getHandle(workflowId(id ?? '', kind));
    const history = await handle.fetchHistory();
    await replays(history, name);
    if (process.env.RECORD_HISTORIES) recordHistory(name, history);
  });
});

describe('what happens by itself', () => {
  it('does so on an installation where there is nothing to do, and replays', async () => {
    const engine = await startEngine();
    await startTestWorker({ taskQueue: OUTBOUND_QUEUE, activities: { ...engine.activities } });
    const { workflow } = await temporalClient();
    for (const { workflowType } of SCHEDULES) {
      const workflowId = `${workflowType}-${newId()}`;
      await workflow.execute(workflowType, { workflowId, taskQueue: engine.taskQueue });
      await replays(await workflow.getHandle(workflowId).fetchHistory(), workflowType);
    }
  });
});
