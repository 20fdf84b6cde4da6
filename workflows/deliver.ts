import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { wishSignal } from './messages';

/**
 * Delivers one wish for the outside, however long its receiver is away; the activity itself gives up after a day. It carries
 * the wish's id alone: what is sent to whom, the activity reads from the tables. Somebody may have a wish
 * tried anew in the moment in which this ends: it then looks once more. `queue` is where such activities run.
 */
export const deliver = (wishId: string, queue: string): Promise<string> =>
  delivered(queue, (activities) => activities.deliver(wishId));

/**
 * The same for whatever is delivered: does it, and once more for each time that somebody wished so meanwhile. Gives what the
 * last of them came to.
 */
export async function delivered(
  queue: string,
  deliverOnce: (activities: wf.ActivityInterfaceFor<Activities>) => Promise<string>,
): Promise<string> {
  const activities = wf.proxyActivities<Activities>({
    taskQueue: queue,
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
  });
  let wished = true;
  wf.setHandler(wishSignal, () => {
    wished = true;
  });
  let state = '';
  while (wished) {
    wished = false;
    state = await deliverOnce(activities);
  }
  return state;
}
