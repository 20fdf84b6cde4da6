import { SEES_ALL } from '../../src/access';
import { createVersions } from '../../src/crm';
import { type Question, readFunnels } from '../../src/insight';
import { FOREVER } from '../../src/process';
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

  const asked = (more: Partial<Question> = {}): Question => ({
    kind: 'sale',
    period: { from: 0, until: FOREVER, zone: 'UTC' },
    compared: null,
    narrow: {},
    by: null,
    asOf: Date.now(),
    ...more,
  });
  const funnels = (more: Partial<Question> = {}) =>
    readFunnels({ pool: engine.apiPool, versions: createVersions(engine.apiPool) }, asked(more), SEES_ALL);
  const worth = (count: number, { minor }: { minor: number }) => ({ count, minor });

  it('DYN-03 ONEC-20: counts who came into each stage, who stands there, where they left to, and what became of them; leads are not in it', async () => {
    const found = await funnels();
    expect(found.map(({ process }) => process.key)).toEqual(SALES);
    const steps = found.flatMap(({ stages }) => stages.map(({ key }) => key));
    expect(steps).toContain('prepare');
    expect(steps).not.toContain('draft-contract'); // a step of a branch is no stage of the funnel
    expect(found.find(({ process }) => process.key === 'standard-sale')).toMatchObject({
      stages: [
        {
          key: 'qualify',
          entered: worth(5, rub(1325)),
          inNow: worth(2, rub(5)),
          left: [
            { to: 'proposal', ...worth(2, rub(1300)) },
            { to: 'closed.lost', ...worth(1, rub(20)) },
          ],
          further: { count: 3 },
          won: worth(1, rub(1000)),
          probabilityPct: 20,
          // One of them was here twice.
          time: { visits: 6, open: 2 },
        },
        {
          key: 'proposal',
          entered: worth(3, rub(1305)),
          inNow: worth(1, rub(300)),
          left: [
            { to: 'qualify', ...worth(1, rub(5)) },
            { to: 'waiting-decision', ...worth(1, rub(1000)) },
          ],
        },
        { key: 'waiting-decision', entered: worth(1, rub(1000)), inNow: worth(0, rub(0)), further: { count: 1 } },
      ],
      started: worth(5, rub(1325)),
      open: worth(3, rub(305)),
      won: worth(1, rub(1000)),
      lost: worth(1, rub(20)),
    });
  });

  it('is narrowed to a process, an owner and when the sales began, and parted by owner', async () => {
    const { rep, colleague } = engine.cast;
    const process = ['standard-sale'];
    const [mine] = await funnels({ narrow: { process, owner: [rep] } });
    const [none] = await funnels({ narrow: { process, owner: [colleague] } });
    const [later] = await funnels({
      narrow: { process },
      period: { from: Date.now() + 1000, until: FOREVER, zone: 'UTC' },
    });
    expect([mine, none, later].map((one) => one?.started.count)).toEqual([5, 0, 0]);
    const parted = await funnels({ narrow: { process }, by: 'owner' });
    expect(parted).toMatchObject([{ group: { key: rep, name: 'Rita Rep' }, started: { count: 5 } }]);
  });
});
