import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { startPending } from './start-pending';

/** A batch takes a fraction of a second; one whose worker died is given to another soon. */
const { importBatch } = wf.proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});

/**
 * Imports staged files, one after the other, batch by batch: what is done stays done, wherever it is cut short.
 * The workflows of open sales start behind it.
 */
export async function importSales(importIds: readonly string[]): Promise<void> {
  for (const id of importIds) {
    while ((await importBatch(id)) > 0) {
      if (wf.workflowInfo().continueAsNewSuggested) await wf.continueAsNew<typeof importSales>(importIds);
    }
  }
  await wf.startChild(startPending, {
    workflowId: `start-pending-after-${wf.workflowInfo().runId}`,
    parentClosePolicy: 'ABANDON',
  });
}
