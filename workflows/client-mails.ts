import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { wishSignal } from './messages';

const sweeping = wf.proxyActivities<Activities>({ startToCloseTimeout: '5 minutes', retry: { maximumAttempts: 3 } });

/** Starts the deliveries of mails to clients that no worker has heard of, or whose workflow was lost. A schedule runs it every minute. */
export async function dispatchClientMails(): Promise<number> {
  return sweeping.dispatchClientMails();
}

/**
 * Delivers one mail to clients, however long the mail server is away; the activity itself gives up after a day. It carries the
 * mail's id alone. Somebody may have it tried anew in the moment in which this ends: it then looks once more.
 */
export async function deliverClientMail(mailId: string, queue: string): Promise<string> {
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
    state = await activities.deliverClientMail(mailId);
  }
  return state;
}
