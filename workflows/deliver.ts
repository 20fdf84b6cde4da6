import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

/**
 * Delivers one wish for the outside, however long its receiver is away; the activity itself gives up after a day. It carries
 * the wish's id alone: what is sent to whom, the activity reads from the tables. `queue` is where such activities run.
 */
export async function deliver(wishId: string, queue: string): Promise<string> {
  const activities = wf.proxyActivities<Activities>({
    taskQueue: queue,
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
  });
  return activities.deliver(wishId);
}
