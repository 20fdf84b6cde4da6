import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { BULK_QUEUE } from '../workflows/messages';

/** Marks every open instance for a start from its row; those whose workflow runs are joined, not doubled. Gives how many. */
export async function rebuildWorkflows(pool: Pool, client: Client): Promise<number> {
  const { rowCount } = await pool.query(`UPDATE process_instances SET engine = 'pending' WHERE open`);
  await startPendingSoon(client);
  return rowCount ?? 0;
}

/** Starts what waits for its workflow now, instead of at the next schedule. */
export async function startPendingSoon(client: Client): Promise<void> {
  await client.workflow.start('startPending', {
    workflowId: 'start-pending-now',
    taskQueue: BULK_QUEUE,
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

/**
 * Rebuilds when Temporal knows of no instance although the tables hold open ones: its store was lost or is new. Asked
 * when a worker starts.
 */
export async function rebuildIfLost(pool: Pool, client: Client): Promise<number> {
  const { rows } = await pool.query<{ open: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM process_instances WHERE open AND engine = 'running') AS open`,
  );
  if (!rows[0]?.open) return 0;
  const { count } = await client.workflow.count(`WorkflowType = 'processInstance' AND ExecutionStatus = 'Running'`);
  return count > 0 ? 0 : rebuildWorkflows(pool, client);
}

/** How far back a starting worker compares: a day, in which no worker may have run. */
const LONG_AGO_MINUTES = 24 * 60;

/** Has rows and workflows compared for a past in which nobody may have done so. */
export async function reconcileSoon(client: Client): Promise<void> {
  await client.workflow.start('reconcile', {
    workflowId: 'reconcile-after-start',
    taskQueue: BULK_QUEUE,
    args: [LONG_AGO_MINUTES],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}
