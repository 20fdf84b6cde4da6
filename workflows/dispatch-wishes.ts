import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const activities = wf.proxyActivities<Activities>({ startToCloseTimeout: '5 minutes', retry: { maximumAttempts: 3 } });

/** Starts the deliveries that no worker has heard of, or whose workflow was lost. A schedule runs it every minute. */
export async function dispatchWishes(): Promise<number> {
  return activities.dispatchWishes();
}
