import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { createRecordDecision } from '../../activities/record-decision';
import { createReferenceSource } from '../../activities/reference';
import { type Act, type Actor, type Decision, type Definition, decide, type Snapshot, SYSTEM } from '../../src/process';
import { writePast } from './lived';
import { publishSecondSale, SECOND_SALE_PLAN } from './second-version';

const HOUR_MS = 3_600_000;

/**
 * A sale that began on the first version of the standard sale, was moved to a second one, and went on there; written as the engine
 * writes it, without one. Gives its id.
 */
export async function aMigratedSale(pool: Pool, owner: string, now: number): Promise<string> {
  const versions = await publishSecondSale(pool);
  const { rows } = await pool.query<{ id: string; definition: Definition }>(
    'SELECT id, definition FROM process_versions WHERE id = ANY($1)',
    [Object.values(versions)],
  );
  const definitionOf = (id: string) => rows.find((row) => row.id === id)?.definition as Definition;
  const rep: Actor = { id: owner, roles: ['rep'], teams: [], manages: true };
  const first = { versionId: versions.first, definition: definitionOf(versions.first) };
  const instanceId = await writePast(pool, first, (past) => {
    past.ask(now - 48 * HOUR_MS, rep, { type: 'start', owner, fields: {} });
  });
  const second = {
    instanceId,
    kind: 'sale' as const,
    versionId: versions.second,
    definition: definitionOf(versions.second),
  };
  const record = createRecordDecision({ pool, reference: createReferenceSource(pool) });
  const standing = async () =>
    (await pool.query<{ snapshot: Snapshot }>('SELECT snapshot FROM process_instances WHERE id = $1', [instanceId]))
      .rows[0]?.snapshot as Snapshot;
  const ask = async (actor: Actor, at: number, act: Act) => {
    const { decision, refused } = decide(second.definition, await standing(), { id: newId(), actor, ...act }, at);
    if (refused) throw new Error(JSON.stringify(refused));
    await record(second, decision as Decision);
  };
  const to = { fromVersionId: versions.first, versionId: versions.second, plan: SECOND_SALE_PLAN };
  await ask(SYSTEM, now - 24 * HOUR_MS, { type: 'migrate', ...to });
  const task = (await standing()).tasks.find((one) => one.task === 'first-call' && one.status === 'open')?.key ?? '';
  const fields = { amount: { minor: 5_00, currency: 'RUB' } };
  await ask(rep, now - HOUR_MS, { type: 'complete', task, outcome: 'need confirmed', fields });
  return instanceId;
}
