import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import {
  BULK_QUEUE,
  beginSignal,
  MIGRATE_DEALS,
  type MigrationCarry,
  type MigrationRun,
  type MigrationStatus,
  migrationWorkflowId,
  steerUpdate,
} from '../../workflows/messages';

/** The workflows of migrations, for whoever starts and steers them. */
export interface MigrationEngine {
  /** Has a migration previewed, run or taken back. One that does so already goes on as it is. @throws while Temporal is away. */
  begin(migrationId: string, run: MigrationRun): Promise<void>;
  /** Null: no workflow of it runs. @throws while Temporal is away. */
  steer(migrationId: string, how: 'pause' | 'resume' | 'stop'): Promise<MigrationStatus | null>;
}

/** How long a caller is kept waiting, in milliseconds. */
const WITHIN_MS = 5_000;

export const createMigrationEngine = ({
  client,
  taskQueue = BULK_QUEUE,
  ...lowered
}: {
  client: Client;
  taskQueue?: string;
  /** After how many history events a run continues as new; tests lower it. */
  runEvents?: number;
}): MigrationEngine => ({
  async begin(migrationId, run) {
    const carry: MigrationCarry = { migrationId, asked: [], ...lowered };
    await client.withDeadline(Date.now() + WITHIN_MS, () =>
      client.workflow.signalWithStart(MIGRATE_DEALS, {
        workflowId: migrationWorkflowId(migrationId),
        taskQueue,
        args: [carry],
        signal: beginSignal,
        signalArgs: [run],
      }),
    );
  },
  async steer(migrationId, how) {
    const handle = client.workflow.getHandle(migrationWorkflowId(migrationId));
    try {
      return await client.withDeadline(Date.now() + WITHIN_MS, () =>
        handle.executeUpdate(steerUpdate, { args: [how] }),
      );
    } catch (error) {
      // It has ended, or ends as it is asked.
      if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) return null;
      throw error;
    }
  },
});
