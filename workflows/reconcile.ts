import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const activities = wf.proxyActivities<Activities>({ startToCloseTimeout: '10 minutes', retry: { maximumAttempts: 3 } });

/** Compares rows with workflows and repairs. A schedule runs it every minute. */
export async function reconcile(): Promise<{ drifted: number }> {
  return activities.reconcile();
}
