import { v7 as newId } from 'uuid';
import type { Act, Decision } from '../../src/process';
import { BLANK } from '../../src/process/machine/stage';
import { type Engine, snapshotOf, startEngine } from '../support/engine';

/** What goes wrong harms the command it came with, and nothing else. */
describe('a fault', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine({
      wrap: (real) => ({
        ...real,
        recordDecision: (instance, decision) =>
          real.recordDecision(
            instance,
            decision.command.type === 'reassign' || isStartOfSystem(decision)
              ? { ...decision, tasks: [{ ...BROKEN }] }
              : decision,
          ),
      }),
    });
  });
  const isStartOfSystem = ({ command }: Decision) => command.type === 'start' && command.actor.id === 'system';
  const BROKEN = { ...BLANK, key: 'x', id: 'no uuid' };

  it('inside a handler fails that command, leaves an incident, and the deal goes on as it was', async () => {
    const id = await engine.start('standard-sale');
    const key = newId();
    const act = { type: 'reassign', owner: engine.cast.colleague } as const;
    const sent = await engine.ask(id, act, { key });
    expect(sent).toMatchObject({ became: 'failed', incident: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await snapshotOf(engine.pool, id)).toMatchObject({ seq: 1, owner: engine.cast.rep });
    const { rows } = await engine.pool.query('SELECT command_id, detail FROM incidents WHERE instance_id = $1', [id]);
    expect(rows).toEqual([{ command_id: key, detail: expect.stringContaining('uuid') }]);
    expect(await engine.ask(id, { type: 'amend', fields: { discount: 1 } })).toMatchObject({
      became: 'applied',
      answer: { seq: 2 },
    });
    expect(await engine.ask(id, act, { key })).toEqual(sent);
  });

  it('of the machine itself is answered too, whether the instance runs or waits for its workflow', async () => {
    const id = await engine.start('standard-sale');
    const nonsense = { type: 'nonsense' } as unknown as Act;
    expect(await engine.ask(id, nonsense)).toMatchObject({ became: 'failed' });
    await engine.pool.query(`UPDATE process_instances SET engine = 'pending' WHERE id = $1`, [id]);
    expect(await engine.ask(id, nonsense)).toMatchObject({ became: 'failed' });
  });

  it("in the start of a lead's sale is left as an incident, and holds the lead up no longer", async () => {
    const id = await engine.start('standard-lead', {}, { topic: 'Two racks' });
    expect(await engine.ask(id, { type: 'close', outcome: 'qualified' })).toMatchObject({ became: 'applied' });
    const { rows } = await engine.pool.query('SELECT detail FROM incidents WHERE instance_id = $1', [id]);
    expect(rows).toEqual([{ detail: 'Its sale cannot start: failed' }]);
    expect(await engine.ask(id, { type: 'reopen' })).toMatchObject({ became: 'applied' });
  });

  it('in the words of a new sale starts nothing that would be tried for ever', async () => {
    const words = { title: 'A sale', accountId: newId() };
    await expect(engine.start('standard-sale', {}, words)).rejects.toThrow(/failed/);
  });
});
