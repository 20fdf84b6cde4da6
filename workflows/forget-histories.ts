import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const activities = wf.proxyActivities<Activities>({ startToCloseTimeout: '5 minutes', retry: { maximumAttempts: 3 } });

/** Makes workflows forget words that an erasure took out of the tables. A schedule runs it. */
export async function forgetHistories(): Promise<void> {
  while ((await activities.forgetPage()) > 0);
}
