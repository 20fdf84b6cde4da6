import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const { takeInMessages: take } = wf.proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  retry: { maximumAttempts: 3 },
});
const { pollMailboxes: poll } = wf.proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { maximumAttempts: 3 },
});

/** Works on what came in by itself and that no worker has heard of, or whose worker was lost. A schedule runs it every minute. */
export async function takeInMessages(): Promise<number> {
  return take();
}

/** Looks into the mailboxes. A schedule runs it every minute; what it gives and what it notes holds nothing of any mail. */
export async function pollMailboxes(): Promise<number> {
  return poll();
}
