import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const activities = wf.proxyActivities<Activities>({ startToCloseTimeout: '15 minutes', retry: { maximumAttempts: 3 } });

/**
 * Keeps how all open sales stand, so that a forecast can be held against what came. A schedule runs it every hour: the first run
 * of the office's day keeps it, the others do nothing, and a night on which nothing ran costs no day.
 */
export async function keepForecast(): Promise<boolean> {
  return activities.keepForecast();
}
