import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import {
  BULK_QUEUE,
  beginImportSignal,
  type FileImportCarry,
  type FileImportRun,
  type FileImportSteering,
  IMPORT_FILE,
  importWorkflowId,
  steerImportUpdate,
} from '../../workflows/messages';

/** The workflows of imports, for whoever starts and steers them. */
export interface ImportEngine {
  /** Has a file previewed, brought in or taken back. One that is at it already goes on as it is. @throws while Temporal is away */
  begin(importId: string, does: FileImportRun['does']): Promise<void>;
  /** False: no workflow of it runs. @throws while Temporal is away */
  steer(importId: string, how: FileImportSteering): Promise<boolean>;
}

/** How long a caller is kept waiting, in milliseconds. */
const WITHIN_MS = 5_000;

export const createImportEngine = ({
  client,
  taskQueue = BULK_QUEUE,
}: {
  client: Client;
  taskQueue?: string;
}): ImportEngine => ({
  async begin(importId, does) {
    const carry: FileImportCarry = { importId, asked: [] };
    await client.withDeadline(Date.now() + WITHIN_MS, () =>
      client.workflow.signalWithStart(IMPORT_FILE, {
        workflowId: importWorkflowId(importId),
        taskQueue,
        args: [carry],
        signal: beginImportSignal,
        signalArgs: [{ does }],
      }),
    );
  },
  async steer(importId, how) {
    const handle = client.workflow.getHandle(importWorkflowId(importId));
    try {
      await client.withDeadline(Date.now() + WITHIN_MS, () => handle.executeUpdate(steerImportUpdate, { args: [how] }));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  },
});
