import { asyncLocalStorage } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { catchUpUpdate, seqQuery, workflowIdOf } from '../workflows/messages';
import { inParallel } from './in-parallel';
import { mendRows, type Report } from './mend-rows';
import { type Startable, type Starter, startInstance } from './start-pending';

/** What one round of comparing found: the drift should be zero. */
export interface Reconciled {
  compared: number;
  /** Instances whose workflow was behind its row, ahead of it, or gone. */
  drifted: number;
  repaired: number;
  /** Instances whose rows were held against their events, and how many rows were not as these have it; all of them were mended. */
  read: number;
  mended: number;
  /** Instances whose events do not replay: their rows are left as they are, and each has an incident. */
  broken: number;
}

/** Of instances that moved of late, and of all others from a random place on, so many are compared a round. */
const LATELY_AT_MOST = 200;
const OTHERS = 50;
const AT_ONCE = 4;

/**
 * Holds rows against the events that they follow from, some instances a round, and mends them; then compares open instances' rows
 * with their workflows and repairs: a workflow that lost decisions takes them over from the table, one that knows of decisions
 * that the table does not hold (it was set back) begins anew from it, one that is gone is started from its row. A row is
 * never behind for long otherwise: its recording is tried for ever.
 */
export const createReconcile = (starter: Starter & Report) =>
  async function reconcile(sinceMinutes: number, instances?: number): Promise<Reconciled> {
    const rowsFound = await mendRows(starter, instances);
    const rows = await sample(starter, sinceMinutes);
    const found = { compared: rows.length, drifted: 0, repaired: 0, ...rowsFound };
    await inParallel(
      rows,
      AT_ONCE,
      async (row) => {
        const seq = await seqOf(starter.client, row);
        if (seq === row.snapshot.seq) return;
        // What moved on meanwhile is recorded before its workflow knows: read after it, the table is never behind.
        const held = await heldOf(starter, row.id);
        if (held === null || (seq !== null && seq >= row.snapshot.seq && seq <= held)) return;
        found.drifted += 1;
        if (await repair(starter, row, { seq, held })) found.repaired += 1;
      },
      stopping(),
    );
    await starter.pool.query(
      `INSERT INTO settings (key, value) VALUES ('drift', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [JSON.stringify({ ...found, at: new Date().toISOString() })],
    );
    return found;
  };

/** Aborted when the worker stops; undefined outside a worker. */
const stopping = (): AbortSignal | undefined => asyncLocalStorage.getStore()?.cancellationSignal;

async function sample({ pool }: Starter, sinceMinutes: number): Promise<Startable[]> {
  const columns = `id, kind, version_id AS "versionId", snapshot`;
  const { rows } = await pool.query<Startable>(
    `(SELECT ${columns} FROM process_instances WHERE open AND engine = 'running' AND id IN (
        SELECT instance_id FROM process_events WHERE recorded_at > now() - make_interval(mins => $1)) LIMIT $2)
     UNION ALL
     (SELECT ${columns} FROM process_instances WHERE open AND engine = 'running' AND id > gen_random_uuid() ORDER BY id LIMIT $3)`,
    [sinceMinutes, LATELY_AT_MOST, OTHERS],
  );
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** null: no workflow runs. An instance that is busy answers late; it is left for the next round. */
async function seqOf(client: Client, { id, kind, snapshot }: Startable): Promise<number | null> {
  try {
    const handle = client.workflow.getHandle(workflowIdOf(kind, id));
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') return null;
    return await client.withDeadline(Date.now() + 2_000, () => handle.query(seqQuery));
  } catch (error) {
    return error instanceof WorkflowNotFoundError ? null : snapshot.seq;
  }
}

/** The last decision that the table holds; null: the instance is closed by now. */
async function heldOf({ pool }: Starter, id: string): Promise<number | null> {
  const { rows } = await pool.query<{ held: number }>(
    'SELECT (SELECT max(seq) FROM process_events WHERE instance_id = id) AS held FROM process_instances WHERE id = $1 AND open',
    [id],
  );
  return rows[0]?.held ?? null;
}

/** @param seq what the workflow knows; null: there is none. @param held what the table holds. */
async function repair(
  starter: Starter,
  row: Startable,
  { seq, held }: { seq: number | null; held: number },
): Promise<boolean> {
  if (seq === null) {
    await startInstance(starter, row);
    return true;
  }
  const handle = starter.client.workflow.getHandle(workflowIdOf(row.kind, row.id));
  const args: [number | null] = [seq > held ? held : null];
  const now = await handle.executeUpdate(catchUpUpdate, { args }).catch(() => seq);
  return seq > held ? now <= ((await heldOf(starter, row.id)) ?? now) : now >= held;
}
