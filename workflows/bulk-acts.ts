import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const activities = wf.proxyActivities<Activities>({ startToCloseTimeout: '30 minutes', retry: { maximumAttempts: 3 } });

/** Does what is left of what was asked of many at once. A schedule runs it every minute; a few are done as they are asked. */
export async function performBulkActs(): Promise<number> {
  return activities.performBulkActs();
}
