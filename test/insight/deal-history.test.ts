import { v7 as newId } from 'uuid';
import { publishProcess } from '../../activities/publish';
import { rebuildTables } from '../../activities/rebuild-tables';
import { createSendMigration } from '../../src/commands';
import { systemClock } from '../../src/platform/clock';
import { SYSTEM } from '../../src/process';
import { testPool } from '../support/database';
import { type Engine, startEngine, taskOf } from '../support/engine';
import { editedText, publishSecondSale, SECOND_SALE_PLAN, type TwoVersions } from '../support/second-version';
import { temporalClient } from '../support/temporal';
import { eventLog, isClosed, type Logged, worthOf } from './recount/log';

interface Row {
  seq: number;
  at: number;
  until: number | null;
  versionId: string;
  state: string;
  open: boolean;
  result: string | null;
  ownerId: string;
  minor: number;
  decisionOn: string | null;
  pushes: number;
}

/** What reports about the past read: it has to say of any moment what the event log says. */
describe('how a deal stood over time', () => {
  let engine: Engine;
  let versions: TwoVersions;
  beforeAll(async () => {
    engine = await startEngine();
    versions = await publishSecondSale(engine.pool);
  });

  const historyOf = async (id: string): Promise<Row[]> =>
    (
      await engine.pool.query<Row>(
        `SELECT seq, (extract(epoch FROM at) * 1000)::float8 AS at, CASE WHEN until < 'infinity' THEN (extract(epoch FROM until) * 1000)::float8 END AS until,
           version_id AS "versionId", state, open, result, owner_id AS "ownerId", amount_base_minor::float8 AS minor,
           to_char(decision_on, 'YYYY-MM-DD') AS "decisionOn", pushes FROM deal_history WHERE instance_id = $1 ORDER BY seq`,
        [id],
      )
    ).rows;
  const rub = (rubles: number) => ({ minor: rubles * 100, currency: 'RUB' });
  const started = () => engine.start('standard-sale', { amount: rub(100) }, undefined, versions.first);
  const done = async (id: string, task: string, outcome: string, fields = {}) =>
    expect(
      await engine.ask(id, { type: 'complete', task: await taskOf(engine.pool, id, task), outcome, fields }),
    ).toMatchObject({ became: 'applied' });
  const asked = async (id: string, act: Parameters<Engine['ask']>[1]) =>
    expect(
      await engine.ask(id, act, { actor: { id: engine.cast.manager, roles: ['manager'], teams: [] } }),
    ).toMatchObject({ became: 'applied' });
  const toDecision = async (decisionDate: string) => {
    const id = await started();
    await done(id, 'first-call', 'need confirmed');
    await done(id, 'send-proposal', 'sent', { decisionDate });
    return id;
  };

  /** Each row against the event log: what stood right after its decision, up to the next row. */
  const holds = (rows: readonly Row[], log: readonly Logged[]) => {
    expect(rows.at(-1)?.until).toBeNull();
    for (const [n, row] of rows.entries()) {
      const next = rows[n + 1];
      if (next) expect(row.until).toBe(next.at);
      const during = log.filter(({ seq }) => seq >= row.seq && (!next || seq < next.seq));
      for (const one of during) {
        const { state, owner, fields } = one.then;
        expect({ state, owner, minor: worthOf(one), on: fields.decisionDate ?? null, open: !isClosed(state) }).toEqual({
          state: row.state,
          owner: row.ownerId,
          minor: row.minor,
          on: row.decisionOn,
          open: row.open,
        });
      }
    }
  };

  it('follows money, stage and owner; a decision that changes none of it makes no row', async () => {
    const id = await started();
    await asked(id, { type: 'amend', fields: { amount: rub(150) } });
    await asked(id, { type: 'amend', fields: { discount: 3 } });
    await asked(id, { type: 'reassign', owner: engine.cast.colleague });
    const rows = await historyOf(id);
    expect(rows.map(({ seq, minor, ownerId }) => [seq, minor, ownerId])).toEqual([
      [1, 10_000, engine.cast.rep],
      [2, 15_000, engine.cast.rep],
      [4, 15_000, engine.cast.colleague],
    ]);
    holds(rows, (await eventLog(engine.pool)).get(id) ?? []);
  });

  it('counts how often a person put the day of the decision off: later counts, earlier does not, nor does undoing', async () => {
    const id = await toDecision('2031-03-03');
    const pushes = async () => (await historyOf(id)).at(-1)?.pushes;
    expect(await pushes()).toBe(0);
    await asked(id, { type: 'amend', fields: { decisionDate: '2031-04-04' } });
    expect(await pushes()).toBe(1);
    await asked(id, { type: 'amend', fields: { decisionDate: '2031-02-02' } });
    expect(await pushes()).toBe(1);
    await done(id, 'ask-for-decision', 'needs time', { decisionDate: '2031-05-05' });
    expect(await pushes()).toBe(2);
    await asked(id, { type: 'wait', until: Date.parse('2031-01-01'), reason: 'in words' });
    await asked(id, { type: 'resume' });
    expect(await pushes()).toBe(2);
  });

  it('goes through being won, reopened and taken back, with the result of each moment', async () => {
    const id = await toDecision('2031-03-03');
    await done(id, 'ask-for-decision', 'declined', { reason: 'price' });
    await asked(id, { type: 'reopen' });
    await done(id, 'first-call', 'need confirmed');
    expect(await engine.ask(id, { type: 'undo' })).toMatchObject({ became: 'applied' });
    const rows = await historyOf(id);
    expect(rows.map(({ open, result }) => [open, result])).toContainEqual([false, 'lost']);
    expect(rows.at(-1)).toMatchObject({ open: true, result: null });
    holds(rows, (await eventLog(engine.pool)).get(id) ?? []);
  });

  it('knows on which version it was, before it was moved and since', async () => {
    const id = await started();
    const door = {
      ...{ pool: engine.pool, client: await temporalClient(), clock: systemClock, taskQueue: engine.taskQueue },
      engineDeadlineMs: 20_000,
    };
    const command = {
      ...{ id: newId(), actor: SYSTEM, expectedSeq: 1, type: 'migrate' as const, plan: SECOND_SALE_PLAN },
      ...{ fromVersionId: versions.first, versionId: versions.second },
    };
    expect(await createSendMigration(door)({ kind: 'sale', instanceId: id, command })).toMatchObject({
      became: 'migrated',
    });
    const rows = await historyOf(id);
    expect(rows.map(({ state, versionId }) => [state, versionId])).toEqual([
      ['qualify', versions.first],
      ['qualification', versions.second],
    ]);
  });

  it('holds no deal up whose process calls something else the day of the decision', async () => {
    const words = '  reason: { type: text, name: { en: Reason, ru: Причина } }';
    const other = '  decisionDate: { type: text, name: { en: When, ru: Когда } }';
    await publishProcess(engine.pool, 'wordy', editedText('demo-sale', [[words, `${words}\n${other}`]]));
    const { rows } = await engine.pool.query<{ id: string }>(
      `SELECT id FROM process_versions WHERE key = 'demo-sale' ORDER BY version DESC LIMIT 1`,
    );
    const id = await engine.start('demo-sale', {}, undefined, rows[0]?.id);
    await asked(id, { type: 'amend', fields: { decisionDate: 'in spring', amount: rub(5) } });
    expect((await historyOf(id)).map(({ decisionOn, minor }) => [decisionOn, minor])).toEqual([
      [null, 0],
      [null, 500],
    ]);
  });

  it('is the same when it is made anew from the events, whatever had become of it', async () => {
    const owner = testPool(engine.database.ownerUrl);
    const all = async () => (await owner.query('SELECT * FROM deal_history ORDER BY instance_id, seq')).rows;
    const before = await all();
    await owner.query(`DELETE FROM deal_history WHERE seq > 1`);
    await owner.query(`UPDATE deal_history SET amount_base_minor = 7, state = 'nowhere'`);
    expect((await rebuildTables(owner)).broken).toEqual([]);
    expect(await all()).toEqual(before);
    expect(before.length).toBeGreaterThan(12);
  });
});
