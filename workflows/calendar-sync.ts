import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { OUTBOUND_QUEUE } from './messages';

/**
 * Keeps people's own calendars in step. A schedule runs it every minute, never twice at once; each calendar is looked at every
 * few minutes. `queue` is where such activities run. What it gives and notes names nobody.
 */
export async function syncCalendars(queue = OUTBOUND_QUEUE): Promise<number> {
  const activities = wf.proxyActivities<Activities>({
    taskQueue: queue,
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { maximumAttempts: 2 },
  });
  return activities.syncCalendars();
}
