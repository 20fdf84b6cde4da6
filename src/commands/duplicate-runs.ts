import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { BULK_QUEUE, duplicatesWorkflowId, FIND_DUPLICATES } from '../../workflows/messages';

/** How long whoever asks for a run waits for the engine; without it a schedule starts the run. */
const DEADLINE_MS = 3_000;

/**
 * Starts the workflow of each search for doubles that is not over. One that runs already is left alone. Gives how many there are.
 * `taskQueue` is for tests.
 */
export const createStartDuplicateRuns = ({
  pool,
  client,
  taskQueue = BULK_QUEUE,
}: {
  pool: Pool;
  client: Client;
  taskQueue?: string;
}) =>
  async function startDuplicateRuns(): Promise<number> {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id FROM duplicate_runs WHERE status IN ('waiting', 'running') ORDER BY created_at`,
    );
    for (const { id } of rows) {
      const start = {
        workflowId: duplicatesWorkflowId(id),
        taskQueue,
        args: [id],
        workflowIdConflictPolicy: 'USE_EXISTING',
      } as const;
      await client.withDeadline(Date.now() + DEADLINE_MS, () => client.workflow.start(FIND_DUPLICATES, start));
    }
    return rows.length;
  };
