import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { wishSignal } from './messages';

const { dispatchHooks: dispatch } = wf.proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  retry: { maximumAttempts: 3 },
});

/**
 * Tells one receiver of events for as long as some wait for it, and ends; one workflow a receiver. What waits, and what came of
 * each try, is in the tables: this only says when to look again. `queue` is where calls are made.
 */
export async function tellHook(hook: string, queue: string): Promise<void> {
  const { tellEventHook } = wf.proxyActivities<Activities>({
    taskQueue: queue,
    startToCloseTimeout: '5 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
  let woken = true;
  wf.setHandler(wishSignal, () => {
    woken = true;
  });
  for (;;) {
    woken = false;
    const dueInMs = await tellEventHook(hook);
    if (dueInMs === null && !woken) return;
    if (dueInMs !== null && !woken) await wf.condition(() => woken, Math.max(dueInMs, 1));
    if (wf.workflowInfo().continueAsNewSuggested) await wf.continueAsNew<typeof tellHook>(hook, queue);
  }
}

/** Wakes receivers that something waits for and that no worker has heard of. A schedule runs it every minute. */
export async function dispatchHooks(): Promise<number> {
  return dispatch();
}
