import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities';

const activities = wf.proxyActivities<Activities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { maximumAttempts: 3 },
});

/** Has files scanned that wait for it, and deletes bytes of no file any more. A schedule runs it; what it gives names nobody. */
export const sweepFiles = (): Promise<number> => activities.sweepStoredFiles();
