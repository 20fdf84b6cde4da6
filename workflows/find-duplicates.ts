import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const {
  beginDuplicateRun,
  compareDuplicatePage,
  startDuplicateRuns: startAll,
} = wf.proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  retry: { maximumInterval: '1 minute' },
});

/** A run of this workflow is kept short, as those of instances are. */
const RUN_EVENTS = 1_000;

/**
 * Looks for doubles among all records of a kind, page by page. What it has found and how far it has come stand in the tables: it goes on there
 * after whatever stops it, and ends before its next page when somebody has stopped the run. Runs under one id a run.
 */
export async function findDuplicates(runId: string): Promise<void> {
  await beginDuplicateRun(runId);
  while (await compareDuplicatePage(runId)) {
    const { historyLength, continueAsNewSuggested } = wf.workflowInfo();
    if (historyLength > RUN_EVENTS || continueAsNewSuggested) await wf.continueAsNew<typeof findDuplicates>(runId);
  }
}

/** Starts what somebody has asked for while Temporal was away. A schedule runs it. */
export async function startDuplicateRuns(): Promise<number> {
  return startAll();
}
