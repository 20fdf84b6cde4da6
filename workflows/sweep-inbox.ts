import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const activities = wf.proxyActivities<Activities>({ startToCloseTimeout: '5 minutes', retry: { maximumAttempts: 3 } });

/** Sends on what stayed in the command inbox. A schedule runs it every few seconds. */
export async function sweepInbox(): Promise<number> {
  return activities.sweepInbox();
}
