import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const quick = wf.proxyLocalActivities<Activities>({
  startToCloseTimeout: '2 seconds',
  scheduleToCloseTimeout: '3 seconds',
  retry: { initialInterval: '100 milliseconds', maximumAttempts: 3 },
});

/** Tried for ever: durable while the database is down. */
const patient = wf.proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});

type Act<K extends keyof Activities> = (
  ...args: Parameters<Activities[K]>
) => Promise<Awaited<ReturnType<Activities[K]>>>;

/**
 * Runs an activity the fast way, as a local one, and the durable way when that fails within its few seconds.
 * @throws what no retry can mend.
 */
export function perform<K extends keyof Activities>(name: K, ...args: Parameters<Activities[K]>): ReturnType<Act<K>> {
  return (quick[name] as unknown as Act<K>)(...args).catch((error: unknown) => {
    if (wf.isCancellation(error) || isHopeless(error)) throw error;
    return (patient[name] as unknown as Act<K>)(...args);
  }) as ReturnType<Act<K>>;
}

/** Runs an activity the fast way only: for what is not worth waiting for. */
export const attempt = quick;

const isHopeless = (error: unknown): boolean =>
  error instanceof wf.ActivityFailure &&
  error.cause instanceof wf.ApplicationFailure &&
  error.cause.nonRetryable === true;
