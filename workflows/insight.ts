import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';
import { OUTBOUND_QUEUE } from './messages';

const activities = wf.proxyActivities<Activities>({ startToCloseTimeout: '15 minutes', retry: { maximumAttempts: 3 } });

/**
 * Keeps how all open sales stand, so that a forecast can be held against what came. A schedule runs it every hour: the first run
 * of the office's day keeps it, the others do nothing, and a night on which nothing ran costs no day.
 */
export async function keepForecast(): Promise<boolean> {
  return activities.keepForecast();
}

/** Looks by the rules of sales ops, and tells of each thing that is new. A schedule runs it every five minutes, never twice at once. */
export async function raiseAlerts(): Promise<number> {
  return activities.raiseAlerts();
}

/**
 * Mails the summary of the week to whoever leads others. A schedule runs it every half hour: from Monday morning on it finds whom to
 * send to, and nobody twice. `queue` is where such activities run.
 */
export async function sendSummaries(queue = OUTBOUND_QUEUE): Promise<number> {
  const outbound = wf.proxyActivities<Activities>({
    taskQueue: queue,
    startToCloseTimeout: '15 minutes',
    heartbeatTimeout: '30 seconds',
    retry: { maximumAttempts: 3 },
  });
  return outbound.sendSummaries();
}
