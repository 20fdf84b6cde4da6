import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { bringBack, publishText } from '../../src/publishing';
import { testPool } from '../support/database';
import { type Engine, startEngine } from '../support/engine';

const TEXT = readFileSync(join(__dirname, '../../processes/demo-sale.yaml'), 'utf8');

type Deed = { does: 'publish' | 'bring back' | 'tamper' | 'start'; n: number };

const deeds = fc.array(
  fc.record({ does: fc.constantFrom<Deed['does']>('publish', 'bring back', 'tamper', 'start'), n: fc.nat(3) }),
  { minLength: 4, maxLength: 12 },
);

/** Invariant 7: a published version never changes, and an instance says which one it is on, whatever is done meanwhile. */
describe('versions, whatever is done', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });

  const versions = async () =>
    (
      await engine.pool.query<{ id: string; version: number; hash: string; source: string; definition: string }>(
        `SELECT id, version, hash, source, definition::text FROM process_versions WHERE key = 'demo-sale' ORDER BY version`,
      )
    ).rows;
  const current = async () =>
    (await engine.pool.query(`SELECT version_id AS id FROM current_versions WHERE key = 'demo-sale'`)).rows[0]?.id;
  const words = () => ({ id: randomUUID(), author: engine.cast.rep, approver: engine.cast.manager, note: 'A law' });

  /** Does one thing; gives the instance that it started. */
  async function perform({ does, n }: Deed): Promise<string | null> {
    if (does === 'publish')
      await publishText(engine.pool, TEXT.replace('due: 10 minutes', `due: ${n + 11} minutes`), words());
    else if (does === 'bring back') await bringBack(engine.pool, 'demo-sale', n + 1, words());
    else if (does === 'start') return engine.start('demo-sale');
    else {
      const { id } = (await versions())[n] ?? {};
      for (const url of [engine.database.ownerUrl, engine.database.apiUrl, engine.database.workerUrl]) {
        const change = testPool(url).query(`UPDATE process_versions SET source = 'other' WHERE id = $1`, [id ?? '']);
        if (id) await expect(change).rejects.toThrow(/immutable|permission denied/);
        else await change.catch(() => {});
      }
    }
    return null;
  }

  it('stay what they were, and so does what instances say', async () => {
    const said = new Map<string, string>();
    let known = await versions();
    await fc.assert(
      fc.asyncProperty(deeds, async (list) => {
        for (const deed of list) {
          const inForce = await current();
          const started = await perform(deed);
          if (started) said.set(started, inForce);
          const now = await versions();
          expect(now.slice(0, known.length)).toEqual(known);
          known = now;
        }
        const { rows } = await engine.pool.query('SELECT id, version_id AS version FROM process_instances');
        expect(new Map(rows.map(({ id, version }) => [id, version]))).toEqual(said);
      }),
      { numRuns: 15 },
    );
    expect(known.length).toBeGreaterThan(2);
  });
});
