import { randomUUID } from 'node:crypto';
import { publishProcess } from '../../activities/publish';
import type { Definition } from '../../src/process';
import { testPool } from '../support/database';
import { type Engine, snapshotOf, startEngine, taskOf, until, workflowId } from '../support/engine';
import { forward } from '../support/temporal';
import { shipped } from '../support/walk';

const MINUTE = 60_000;

const LADDER = `
process: ladder
kind: sale
name: { en: Ladder, ru: Лестница }
calendar: office
undo: 1 hour
stages:
  only:
    name: { en: Only, ru: Единственный }
    limit:
      due: 1 minute
      due soon: never
      escalate: never
      ladder:
        - { at: 1 minute later, mail: overdue-deal, who: owner's manager }
        - { at: 2 minutes later, webhook: erp }
        - { at: 3 minutes later, reassign: owner's manager }
    tasks:
      work:
        name: { en: Work, ru: Работа }
        outcomes:
          done: { name: { en: Done, ru: Готово }, to: closed.won }
          dropped: { name: { en: Dropped, ru: Брошено }, to: closed.lost, ask: [reason] }
closed:
  won: { name: { en: Won, ru: Продано } }
  lost: { name: { en: Lost, ru: Не продано }, require: [reason], who: owner }
`;

const ECHO = `
process: echo
kind: sale
name: { en: Echo, ru: Эхо }
calendar: office
fields: { asked: { type: boolean, default: false, name: { en: Asked, ru: Спрошено } } }
stages:
  first:
    name: { en: First, ru: Первый }
    when: asked
    next: closed.lost
    tasks:
      ask:
        name: { en: Ask, ru: Спросить }
        outcomes: { yes: { name: { en: Yes, ru: Да }, to: closed.won }, no: { name: { en: No, ru: Нет }, to: closed.lost } }
closed:
  won: { name: { en: Won, ru: Продано } }
  lost: { name: { en: Lost, ru: Не продано }, start: { process: echo } }
`;

describe('the second release of the language, on the engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
    await publishProcess(engine.pool, 'ladder.yaml', LADDER);
  });

  it('climbs a ladder once, and leaves in the outbox what goes outside', async () => {
    const id = await engine.start('ladder');
    await forward(workflowId(id), 10 * MINUTE);
    const snapshot = await until(
      () => snapshotOf(engine.pool, id),
      (s) => s.owner === engine.cast.manager,
    );
    expect(snapshot.tasks.map(({ assignee }) => assignee)).toEqual([engine.cast.manager]);
    const { rows } = await engine.pool.query('SELECT wish FROM outbox WHERE instance_id = $1 ORDER BY seq, n', [id]);
    expect(rows.map(({ wish }) => wish)).toEqual([
      { template: 'overdue-deal', to: [engine.cast.manager], subject: 'stage' },
      { hook: 'erp', subject: 'stage' },
    ]);
  });

  it('waits for an event as long as it takes, and is in no pile of stalled ones meanwhile', async () => {
    const id = await engine.start('ladder');
    await engine.ask(id, { type: 'wait', until: null, event: 'e-mail answered', reason: 'budget-later' });
    const row = async () =>
      (await engine.pool.query('SELECT wait_until > now() AS waits FROM process_instances WHERE id = $1', [id]))
        .rows[0];
    expect(await row()).toEqual({ waits: true });
    await engine.ask(id, { type: 'event', event: 'e-mail answered' });
    expect(await row()).toEqual({ waits: null });
  });

  it('takes a decision back, with the notices that nobody has read, even where it had closed the sale', async () => {
    const id = await engine.start('ladder');
    const close = { type: 'close', outcome: 'lost', fields: { reason: 'A slip' } } as const;
    expect(await engine.ask(id, close)).toMatchObject({ became: 'applied', answer: { state: 'closed.lost' } });
    expect(await engine.ask(id, { type: 'undo' })).toMatchObject({
      became: 'applied',
      answer: { state: 'only', seq: 3 },
    });
    expect(await snapshotOf(engine.pool, id)).toMatchObject({ closedAt: null, fields: { reason: null } });
    const { rows } = await engine.pool.query(
      `SELECT key, status FROM tasks WHERE instance_id = $1 AND status = 'open'`,
      [id],
    );
    expect(rows).toEqual([{ key: 'work#1', status: 'open' }]);
    expect(await engine.ask(id, { type: 'add task', assignee: engine.cast.colleague })).toMatchObject({
      became: 'applied',
    });
    expect(await engine.ask(id, { type: 'undo' })).toMatchObject({ became: 'refused' });
  });

  it('begins the process that a closing starts, once, of the same client, with the fields that fit', async () => {
    const amount = { minor: 5_000_00, currency: 'RUB' };
    const id = await engine.start('four-stages', { amount }, { title: 'Forty chairs' });
    await engine.ask(id, { type: 'close', outcome: 'lost', fields: { reason: 'competitor' } });
    // Nobody has sent it yet: the sweep does, once it has lain for a while.
    await testPool(engine.database.ownerUrl).query(
      `UPDATE commands SET received_at = received_at - interval '1 minute' WHERE caller_id = 'system'`,
    );
    expect(await engine.activities.sweepInbox()).toBe(1);
    const { rows } = await engine.pool.query(
      `SELECT s.title, i.state, i.owner_id AS owner, i.snapshot -> 'fields' -> 'amount' AS amount
       FROM process_instances i JOIN sales s ON s.id = i.id JOIN process_versions v ON v.id = i.version_id WHERE v.key = 'win-back'`,
    );
    expect(rows).toEqual([{ title: 'Forty chairs', state: 'pause', owner: engine.cast.rep, amount }]);
    expect(await engine.activities.sweepInbox()).toBe(0);
  });

  it('lets a process that begins itself do so ten times while nobody takes part, and leaves an incident then', async () => {
    await publishProcess(engine.pool, 'echo.yaml', ECHO);
    const id = await engine.start('echo', { asked: true });
    await engine.ask(id, { type: 'complete', task: await taskOf(engine.pool, id, 'ask'), outcome: 'no' });
    const owner = testPool(engine.database.ownerUrl);
    // Each round sends what the last one left; a round that answers nothing may be one for which the engine was too slow.
    const leave = () =>
      owner.query(`UPDATE commands SET received_at = received_at - interval '1 minute' WHERE status = 'received'`);
    let sent = 0;
    while (((await leave()).rowCount ?? 0) > 0 && sent <= 20) sent += await engine.activities.sweepInbox();
    // The one that a person closed began the first; ten more began without anybody.
    expect(sent).toBe(11);
    const { rows } = await engine.pool.query(`SELECT detail FROM incidents WHERE detail LIKE 'The process echo %'`);
    expect(rows).toHaveLength(1);
  });
});

describe('a definition that slips past its check', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });

  /** Publishes what no reader would let pass. */
  const inject = async (definition: Definition) => {
    const input = {
      id: randomUUID(),
      key: definition.key,
      kind: 'sale',
      hash: definition.key,
      author: 'system',
      approver: 'system',
      note: '',
    };
    await engine.pool.query('SELECT publish_version($1, $2, $3)', [
      JSON.stringify(input),
      JSON.stringify(definition),
      definition.key,
    ]);
  };
  const sound = shipped('standard-sale');
  const stage = (key: string) => sound.stages[key] as Definition['stages'][string];

  /** Stages that are passed over in a circle, once the discount is 99. */
  const looping: Definition = {
    ...sound,
    key: 'looping',
    stages: {
      qualify: stage('qualify'),
      proposal: { ...stage('proposal'), when: 'discount < 99', next: 'waiting-decision' },
      'waiting-decision': { ...stage('waiting-decision'), when: 'discount < 99', next: 'proposal' },
    },
  };

  /** A condition that cannot be read. */
  const broken: Definition = {
    ...sound,
    key: 'broken',
    moves: [{ from: ['qualify'], to: 'proposal', who: ['anyone'], ask: [], when: 'discount >>> "what"' }],
  };

  it.each([
    ['goes round in circles', looping, { amount: { minor: 1, currency: 'RUB' }, discount: 99 }, 'need confirmed'],
    ['has a condition that throws', broken, { amount: { minor: 1, currency: 'RUB' } }, null],
  ])('and %s harms its own deal only', async (_, definition, fields, outcome) => {
    await inject(definition);
    const bad = await engine.start(definition.key, fields);
    const good = await engine.start('standard-sale');
    const act = outcome
      ? ({ type: 'complete', task: 'first-call#1', outcome } as const)
      : ({ type: 'move', to: 'proposal' } as const);
    const [harmed, healthy] = await Promise.all([
      engine.ask(bad, act),
      engine.ask(good, { type: 'amend', fields: { discount: 1 } }),
    ]);
    expect(healthy).toMatchObject({ became: 'applied' });
    expect(['refused', 'failed']).toContain(harmed.became);
    // It stands where it stood, and still answers what it can.
    expect(await engine.ask(bad, { type: 'amend', fields: { discount: 2 } })).toMatchObject({ became: 'applied' });
  });
});
