import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { startPending } from './start-pending';

/** A batch takes a fraction of a second; one whose worker died is given to another soon. */
const { importBatch } = wf.proxyActivities<Activities>({
  startToCloseTimeout: '15 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});

/** While the database writes one batch, the machine makes the next. */
const LANES = 2;
/** How long to wait for rows that a batch holds which was given up. */
const HELD = '2 seconds';

/**
 * Imports staged files, one after the other, batch by batch: what is done stays done, wherever it is cut short.
 * The workflows of open sales start behind it.
 */
export async function importSales(importIds: readonly string[]): Promise<void> {
  for (const id of importIds) await importFile(id, importIds);
  await wf.startChild(startPending, {
    workflowId: `start-pending-after-${wf.workflowInfo().runId}`,
    parentClosePolicy: 'ABANDON',
  });
}

async function importFile(id: string, all: readonly string[]): Promise<void> {
  for (;;) {
    const left = Math.min(...(await Promise.all(Array.from({ length: LANES }, () => lane(id)))));
    if (left === 0) return;
    if (wf.workflowInfo().continueAsNewSuggested) await wf.continueAsNew<typeof importSales>(all);
    await wf.sleep(HELD);
  }
}

/** Takes batches until there is none to take; gives how many rows were left then. */
async function lane(id: string): Promise<number> {
  for (;;) {
    const { taken, left } = await importBatch(id);
    if (taken === 0 || wf.workflowInfo().continueAsNewSuggested) return left;
  }
}
