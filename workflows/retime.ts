import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { RetimeRun } from './messages';

const { retimePage, startRetimings: startAll } = wf.proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  retry: { maximumInterval: '1 minute' },
});

/** So many instances are asked a second at most: people's commands go first. */
const PER_SECOND = 50;

/**
 * Resolves the deadlines anew that hang on a calendar which has changed, page by page of instances. Runs under one id for
 * each version of a calendar; goes on where it was after whatever stops it, since a page that is asked again finds nothing to do.
 */
export async function retime({ retimingId, after }: RetimeRun): Promise<void> {
  for (let from = after; ; ) {
    const page = await retimePage(retimingId, from);
    if (page.after === null) return;
    from = page.after;
    if (page.asked > 0) await wf.sleep(Math.ceil((page.asked / PER_SECOND) * 1000));
    if (wf.workflowInfo().continueAsNewSuggested) await wf.continueAsNew<typeof retime>({ retimingId, after: from });
  }
}

/** Starts what changes of calendars have left to be done and nobody has started. A schedule runs it. */
export async function startRetimings(): Promise<number> {
  return startAll();
}
