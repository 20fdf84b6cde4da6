import { SEES_ALL } from '../../src/access';
import { createVersions } from '../../src/crm';
import { readFunnels } from '../../src/insight';
import { type Engine, startEngine, taskOf } from '../support/engine';

/** The processes for sales that ship. */
const SALES = [
  'calls-meeting-contract',
  'demo-sale',
  'four-stages',
  'imported-pipeline',
  'long-b2b',
  'standard-sale',
  'win-back',
];

describe('the funnel', () => {
  let engine: Engine;
  const rub = (rubles: number) => ({ minor: rubles * 100, currency: 'RUB' });
  const complete = async (id: string, task: string, outcome: string, fields = {}) => {
    const sent = await engine.ask(id, { type: 'complete', task: await taskOf(engine.pool, id, task), outcome, fields });
    expect(sent).toMatchObject({ became: 'applied' });
  };

  beforeAll(async () => {
    engine = await startEngine();
    await engine.start('standard-sale');
    const proposal = await engine.start('standard-sale', { amount: rub(300) });
    await complete(proposal, 'first-call', 'need confirmed');
    const won = await engine.start('standard-sale', { amount: rub(1000) });
    await complete(won, 'first-call', 'need confirmed');
    await complete(won, 'send-proposal', 'sent', { decisionDate: '2030-01-01' });
    await complete(won, 'ask-for-decision', 'accepted');
    const lost = await engine.start('standard-sale', { amount: rub(20) });
    await complete(lost, 'first-call', 'no interest', { reason: 'price' });
    const back = await engine.start('standard-sale', { amount: rub(5) });
    await complete(back, 'first-call', 'need confirmed');
    await engine.ask(back, { type: 'move', to: 'qualify', fields: { reworkReason: 'price' } });
    await engine.start('standard-lead');
  });

  it('counts who came into each stage, who stands there, and what became of them; leads are not in it', async () => {
    const source = { pool: engine.apiPool, versions: createVersions(engine.apiPool) };
    const funnels = await readFunnels(source, { sight: SEES_ALL });
    expect(funnels.map(({ process }) => process.key)).toEqual(SALES);
    const steps = funnels.flatMap(({ stages }) => stages.map(({ key }) => key));
    expect(steps).toContain('prepare');
    expect(steps).not.toContain('draft-contract'); // a step of a branch is no stage of the funnel
    expect(funnels.find(({ process }) => process.key === 'standard-sale')).toMatchObject({
      stages: [
        { key: 'qualify', entered: 5, inNow: 2, amountNow: rub(5), probabilityPct: 20 },
        { key: 'proposal', entered: 3, inNow: 1, amountNow: rub(300) },
        { key: 'waiting-decision', entered: 1, inNow: 0, amountNow: rub(0) },
      ],
      started: 5,
      open: 3,
      won: { count: 1, amount: rub(1000) },
      lost: { count: 1, amount: rub(20) },
    });
  });

  it('is narrowed to a process, an owner and when the sales started', async () => {
    const source = { pool: engine.apiPool, versions: createVersions(engine.apiPool) };
    const [mine] = await readFunnels(source, { sight: SEES_ALL, process: 'standard-sale', owner: engine.cast.rep });
    const [none] = await readFunnels(source, {
      sight: SEES_ALL,
      process: 'standard-sale',
      owner: engine.cast.colleague,
    });
    const [later] = await readFunnels(source, {
      sight: SEES_ALL,
      process: 'standard-sale',
      startedFrom: Date.now() + 1000,
    });
    expect([mine?.started, none?.started, later?.started]).toEqual([5, 0, 0]);
  });
});
