import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const activities = wf.proxyActivities<Activities>({ startToCloseTimeout: '10 minutes', retry: { maximumAttempts: 3 } });

/**
 * Compares rows with workflows and repairs. A schedule runs it every minute, for what moved since the last rounds; a
 * worker's start runs it for a longer past, in which nobody may have compared.
 */
export async function reconcile(sinceMinutes = 3): Promise<{ drifted: number }> {
  return activities.reconcile(sinceMinutes);
}
