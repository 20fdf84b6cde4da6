import { asyncLocalStorage } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { catchUpUpdate, seqQuery, workflowIdOf } from '../workflows/messages';
import { inParallel } from './in-parallel';
import { type Startable, type Starter, startInstance } from './start-pending';

/** What one round of comparing found: the drift should be zero. */
export interface Reconciled {
  compared: number;
  /** Instances whose workflow was behind its row, or gone. */
  drifted: number;
  repaired: number;
}

/** Of instances that moved of late, and of all others from a random place on, so many are compared a round. */
const LATELY_AT_MOST = 200;
const OTHERS = 50;
const AT_ONCE = 4;

/**
 * Compares open instances' rows with their workflows and repairs: a workflow that lost decisions takes them over from
 * the table, one that is gone is started from its row. A row is never behind for long: its recording is tried for ever.
 */
export const createReconcile = (starter: Starter) =>
  async function reconcile(sinceMinutes: number): Promise<Reconciled> {
    const rows = await sample(starter, sinceMinutes);
    const found = { compared: rows.length, drifted: 0, repaired: 0 };
    await inParallel(
      rows,
      AT_ONCE,
      async (row) => {
        const seq = await seqOf(starter.client, row);
        if (seq !== null && seq >= row.snapshot.seq) return;
        if (seq === null && !(await isStillOpen(starter, row.id))) return;
        found.drifted += 1;
        if (await repair(starter, row, seq)) found.repaired += 1;
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

async function isStillOpen({ pool }: Starter, id: string): Promise<boolean> {
  const { rows } = await pool.query('SELECT 1 FROM process_instances WHERE id = $1 AND open', [id]);
  return rows.length > 0;
}

async function repair(starter: Starter, row: Startable, seq: number | null): Promise<boolean> {
  if (seq === null) {
    await startInstance(starter, row);
    return true;
  }
  const handle = starter.client.workflow.getHandle(workflowIdOf(row.kind, row.id));
  const now = await handle.executeUpdate(catchUpUpdate).catch(() => seq);
  return now >= row.snapshot.seq;
}
