import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const activities = wf.proxyActivities<Activities>({ startToCloseTimeout: '30 minutes', retry: { maximumAttempts: 3 } });

/** Does what is left of handovers. A schedule runs it every minute; what is small was done when it was asked for. */
export async function performHandovers(): Promise<number> {
  return activities.performHandovers();
}
