import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { BULK_QUEUE, RETIME } from '../../workflows/messages';

/** How long whoever publishes a calendar waits for the engine; without it a schedule starts the work. */
const DEADLINE_MS = 3_000;

/** What starting retimings needs; `taskQueue` is for tests. */
export interface RetimingStarter {
  pool: Pool;
  client: Client;
  taskQueue?: string;
}

/**
 * Starts the workflow of each retiming that is not finished: calendars and people that have changed leave them in the
 * tables. One that runs already is left alone. Gives how many there are.
 */
export const createStartRetimings = ({ pool, client, taskQueue = BULK_QUEUE }: RetimingStarter) =>
  async function startRetimings(): Promise<number> {
    const { rows } = await pool.query<{ id: string; calendar: string | null; version: number | null }>(
      'SELECT id, calendar_key AS calendar, version FROM retimings WHERE finished_at IS NULL ORDER BY created_at',
    );
    for (const { id, calendar, version } of rows) {
      const start = {
        workflowId: calendar === null ? `retime-people-${id}` : `retime-${calendar}-${version}`,
        taskQueue,
        args: [{ retimingId: id, after: null }],
        workflowIdConflictPolicy: 'USE_EXISTING',
      } as const;
      await client.withDeadline(Date.now() + DEADLINE_MS, () => client.workflow.start(RETIME, start));
    }
    return rows.length;
  };
