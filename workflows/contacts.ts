import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const activities = wf.proxyActivities<Activities>({ startToCloseTimeout: '5 minutes', retry: { maximumAttempts: 3 } });

/** Reminds of planned contacts whose time has come. A schedule runs it every minute. */
export async function remindOfContacts(): Promise<number> {
  return activities.remindOfContacts();
}

/** Tells owners of what clients did and nobody noticed. A schedule runs it every minute. */
export async function watchClients(): Promise<number> {
  return activities.watchClients();
}
