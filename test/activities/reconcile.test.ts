import { v7 as newId } from 'uuid';
import { createDefinitionSource } from '../../src/commands';
import { createSettableClock } from '../../src/platform/clock';
import { decide } from '../../src/process';
import { seqQuery } from '../../workflows/messages';
import { serve } from '../support/api';
import { testPool } from '../support/database';
import { type Engine, replayOf, snapshotOf, startEngine, workflowId } from '../support/engine';
import { temporalClient } from '../support/temporal';

/** Rows and workflows are compared, and what has drifted apart is mended unasked. */
describe('the reconciler', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });

  const reconcile = () => engine.activities.reconcile(60);
  const seqOf = async (id: string) => (await temporalClient()).workflow.getHandle(workflowId(id)).query(seqQuery);

  /** Writes a decision that the workflow never hears of: as when it died with Temporal's last writes. */
  async function writeBehindItsBack(id: string): Promise<void> {
    const { rows } = await engine.pool.query<{ versionId: string }>(
      'SELECT version_id AS "versionId" FROM process_instances WHERE id = $1',
      [id],
    );
    const versionId = rows[0]?.versionId ?? '';
    const definition = await createDefinitionSource(engine.pool).read(versionId);
    const actor = { id: engine.cast.rep, roles: ['rep'], teams: [], manages: false };
    const command = { id: newId(), actor, type: 'amend', fields: { discount: 12 } } as const;
    const { decision } = decide(definition, await snapshotOf(engine.pool, id), command, Date.now());
    if (!decision) throw new Error('refused');
    await engine.activities.recordDecision({ instanceId: id, kind: 'sale', versionId, definition }, decision);
  }

  it('finds nothing to do where both agree', async () => {
    await engine.start('standard-sale');
    expect(await reconcile()).toMatchObject({ compared: 1, drifted: 0 });
  });

  it('has a workflow that is behind take over what the table holds', async () => {
    const id = await engine.start('standard-sale');
    await writeBehindItsBack(id);
    await writeBehindItsBack(id);
    expect(await seqOf(id)).toBe(1);
    expect(await reconcile()).toMatchObject({ drifted: 1, repaired: 1 });
    expect(await seqOf(id)).toBe(3);
    expect(await reconcile()).toMatchObject({ drifted: 0 });
    const { replayed, stored } = await replayOf(engine.pool, id);
    expect(replayed).toEqual(stored);
  });

  it('starts a workflow that is gone, from its row', async () => {
    const id = await engine.start('standard-sale');
    await (await temporalClient()).workflow.getHandle(workflowId(id)).terminate('lost');
    expect(await reconcile()).toMatchObject({ drifted: 1, repaired: 1 });
    expect(await seqOf(id)).toBe(1);
    expect(await engine.ask(id, { type: 'amend', fields: { discount: 1 } })).toMatchObject({
      became: 'applied',
      answer: { seq: 2 },
    });
  });

  it('leaves its figure for the metrics', async () => {
    await reconcile();
    const { rows } = await engine.pool.query(`SELECT value FROM settings WHERE key = 'drift'`);
    expect(rows[0]?.value).toMatchObject({ drifted: 0, at: expect.any(String) });
  });

  it('the metrics tell how many were apart in the last round, and how many rows were mended in the last day', async () => {
    const clock = createSettableClock(Date.now());
    const api = await serve(engine.apiPool, engine.cast.rep, { clock });
    const told = async () => {
      clock.set(clock.now() + 11_000); // figures are kept for ten seconds
      const { body } = await api.get('/metrics', { as: null });
      const figure = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(body)?.[1]);
      return { drift: figure('dealwright_drift'), mended: figure('dealwright_rows_mended') };
    };
    const before = await told();
    expect(before).toEqual({ drift: 0, mended: expect.any(Number) });
    const [one, other] = [await engine.start('standard-sale'), await engine.start('standard-sale')];
    await writeBehindItsBack(one);
    await writeBehindItsBack(other);
    const owner = testPool(engine.database.ownerUrl);
    await owner.query(`UPDATE process_instances SET amount_base_minor = amount_base_minor + 1 WHERE id = $1`, [one]);
    // The row, and what is carried of it for lists of what is open.
    expect(await engine.activities.reconcile(60, 1000)).toMatchObject({ drifted: 2, mended: 2 });
    expect(await told()).toEqual({ drift: 2, mended: before.mended + 2 });
    await owner.query(`UPDATE row_repairs SET at = at - interval '2 days'`);
    await engine.activities.reconcile(60, 1000);
    expect(await told()).toEqual({ drift: 0, mended: 0 });
  });
});
