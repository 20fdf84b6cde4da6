import { SEES_ALL } from '../../src/access';
import { createVersions } from '../../src/crm';
import { type Pile, readStalled } from '../../src/insight';
import type { Money } from '../../src/process';
import { type Engine, snapshotOf, startEngine, taskOf } from '../support/engine';

const DAY_MS = 86_400_000;

describe('the stalled board', () => {
  let engine: Engine;
  const ids: Record<string, string> = {};
  const rub = (rubles: number): Money => ({ minor: rubles * 100, currency: 'RUB' });
  const started = Date.now();

  const board = async (pile: Pile, now: number, page: { limit: number; cursor?: string } = { limit: 50 }) => {
    const source = { pool: engine.apiPool, versions: createVersions(engine.apiPool) };
    const read = await readStalled(source, { sight: SEES_ALL, kind: 'sale', pile, narrow: {}, page }, now);
    return { ...read, names: read.items.map((row) => Object.keys(ids).find((name) => ids[name] === row.id)) };
  };

  beforeAll(async () => {
    engine = await startEngine();
    ids.small = await engine.start('standard-sale', { amount: rub(100) });
    ids.big = await engine.start('standard-sale', { amount: rub(500) });
    ids.proposal = await engine.start('standard-sale', { amount: rub(9000) });
    await engine.ask(ids.proposal, {
      type: 'complete',
      task: await taskOf(engine.pool, ids.proposal, 'first-call'),
      outcome: 'need confirmed',
    });
    ids.waiting = await engine.start('standard-sale', { amount: rub(700) });
    await engine.ask(ids.waiting, { type: 'wait', until: started + 60 * DAY_MS, reason: 'in words' });
    ids.idle = await engine.start('calls-meeting-contract', { amount: rub(10) });
    // Repeated tasks leave a deal without a next step until they open again.
    const task = await taskOf(engine.pool, ids.idle, 'call');
    await engine.ask(ids.idle, { type: 'complete', task, outcome: 'not reached' });
  });

  it('is empty while nothing is late, but for what has no next step', async () => {
    expect((await board('over its limit', started + 60_000)).names).toEqual([]);
    expect((await board('next step overdue', started + 60_000)).names).toEqual([]);
    expect((await board('no next step', started + 60_000)).names).toEqual(['idle']);
  });

  it('puts the escalated before the overdue, and more money before less; a known wait is in no pile', async () => {
    const { clock } = await snapshotOf(engine.pool, ids.proposal ?? '');
    const at = (clock?.dueAt ?? 0) + 60_000;
    const { items, names } = await board('over its limit', at);
    expect(names).toEqual(['big', 'small', 'proposal']);
    expect(items.map((row) => row.level)).toEqual(['escalated', 'escalated', 'overdue']);
    expect((await board('next step overdue', at)).names).not.toContain('waiting');
    expect((await board('waiting past its date', at)).names).toEqual([]);
  });

  it('shows a wait once its date has passed', async () => {
    expect((await board('waiting past its date', started + 61 * DAY_MS)).names).toEqual(['waiting']);
  });

  it('says whose turn it is, what comes next, and against which limit', async () => {
    const { items } = await board('over its limit', started + 40 * DAY_MS);
    const row = items.find(({ id }) => id === ids.big);
    expect(row).toMatchObject({
      turn: 'ours',
      limit: { amount: 3, unit: 'day', working: true },
      nextStep: { task: 'first-call', assignee: { id: engine.cast.rep, name: 'Rita Rep' } },
      lastContactAt: null,
      timesBack: 0,
      moneyBase: rub(500),
    });
  });

  it.each(['over its limit', 'next step overdue'] as const)(
    'pages of "%s" add up to the whole, as of one instant',
    async (pile) => {
      const now = started + 40 * DAY_MS;
      const whole = await board(pile, now);
      const found: unknown[] = [];
      let cursor: string | undefined;
      do {
        const page = await board(pile, now + 30 * DAY_MS * found.length, { limit: 1, cursor });
        expect(page.asOf).toBe(now);
        found.push(...page.names);
        cursor = page.next ?? undefined;
      } while (cursor);
      expect(found).toEqual(whole.names);
      expect(found.length).toBeGreaterThan(1);
    },
  );

  it('refuses a cursor of another pile', async () => {
    const { next } = await board('over its limit', started + 40 * DAY_MS, { limit: 1 });
    await expect(board('no next step', started, { limit: 1, cursor: next ?? '' })).rejects.toThrow(/cursor/);
  });
});
