import type { Client, WorkflowHandle } from '@temporalio/client';
import { BULK_QUEUE } from '../../workflows/messages';
import type { Staged } from './stage';

/** Starts the workflow of a staged import, or joins the one that runs. Its id follows from the files. */
export const startImport = (
  client: Client,
  { workflowId, imports }: Staged,
  taskQueue = BULK_QUEUE,
): Promise<WorkflowHandle> =>
  client.workflow.start('importSales', {
    workflowId,
    taskQueue,
    args: [imports.map(({ id }) => id)],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
