import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { OUTBOUND_QUEUE } from './messages';

/**
 * Mails the notices that are due. A schedule runs it every minute, never twice at once: a mail server that is away is asked again
 * in the next minute. A worker that dies meanwhile is missed after a few seconds, and another goes on.
 * `queue` is where such activities run. What it gives and notes names nobody.
 */
export async function sendNotices(queue = OUTBOUND_QUEUE): Promise<number> {
  const activities = wf.proxyActivities<Activities>({
    taskQueue: queue,
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { maximumAttempts: 3 },
  });
  return activities.sendNotices();
}

/** Pushes the notices that are due to browsers, in the same way. What the database tells of at once it finds a minute later at most. */
export async function sendPushes(queue = OUTBOUND_QUEUE): Promise<number> {
  const activities = wf.proxyActivities<Activities>({
    taskQueue: queue,
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { maximumAttempts: 3 },
  });
  return activities.sendPushes();
}
