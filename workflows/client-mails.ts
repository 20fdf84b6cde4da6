import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { delivered } from './deliver';

const sweeping = wf.proxyActivities<Activities>({ startToCloseTimeout: '5 minutes', retry: { maximumAttempts: 3 } });

/** Starts the deliveries of mails to clients that no worker has heard of, or whose workflow was lost. A schedule runs it every minute. */
export async function dispatchClientMails(): Promise<number> {
  return sweeping.dispatchClientMails();
}

/**
 * Delivers one mail to clients, however long the mail server is away; the activity itself gives up after a day. It carries the
 * mail's id alone. Somebody may have it tried anew in the moment in which this ends: it then looks once more.
 */
export const deliverClientMail = (mailId: string, queue: string): Promise<string> =>
  delivered(queue, (activities) => activities.deliverClientMail(mailId));
