import { v7 as newId } from 'uuid';
import { createPast, type PastInstance } from '../activities/bulk/past-instance';
import { type MadeHistory, writeHistories } from '../activities/bulk/write-histories';
import { createReferenceSource } from '../activities/reference';
import { createVersions } from '../src/crm';
import type { Pool } from '../src/platform/database';
import { inTransaction } from '../src/platform/in-transaction';
import type { Fields, Instant } from '../src/process';
import { SYSTEM } from '../src/process';

/** Open leads or sales that come in bulk, as an import brings them. */
export interface Bulk {
  process: string;
  count: number;
  reps: readonly string[];
  /** When the nth began; what falls due between that and now has fired. */
  beganAt(n: number): Instant;
  fields?(n: number): Fields;
  /** What people do with the nth after its start; without it, nothing. */
  live?(past: PastInstance, n: number): void;
}

const BATCH = 500;

/** Makes them through the machine and writes them batch by batch, each in a transaction. Gives their ids. */
export async function writeBulk(pool: Pool, bulk: Bulk): Promise<string[]> {
  const version = await createVersions(pool).current(bulk.process);
  if (!version) throw new Error(`The process "${bulk.process}" has no published version.`);
  const { id: versionId, definition } = version;
  const reference = await createReferenceSource(pool).current();
  const ids: string[] = [];
  for (let first = 0; first < bulk.count; first += BATCH) {
    const now = Date.now();
    const made = Array.from({ length: Math.min(BATCH, bulk.count - first) }, (_, i): MadeHistory => {
      const n = first + i;
      const instance = { instanceId: newId(), kind: definition.kind, versionId, definition };
      const past = createPast(instance, { reference, newId: (at) => newId({ msecs: at }) });
      const owner = bulk.reps[n % bulk.reps.length] ?? '';
      past.ask(bulk.beganAt(n), SYSTEM, { type: 'start', owner, fields: bulk.fields?.(n) ?? {} });
      bulk.live?.(past, n);
      past.passUntil(now);
      return { past, words: { title: `Sale ${n}`, topic: `Lead ${n}` }, createdBy: null };
    });
    await inTransaction(pool, (client) => writeHistories(client, made, { reference, notices: 'none' }));
    ids.push(...made.map(({ past }) => past.instance.instanceId));
  }
  return ids;
}
