import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { createStartDuplicateRuns } from '../src/commands';
import { duplicatePage, gatherBlocks } from '../src/crm';
import type { Clock } from '../src/platform/clock';

/** What the search for doubles over all records does outside its workflow. All of it may run twice without harm. */
export const createDuplicateActivities = (workshop: {
  pool: Pool;
  client: Client;
  clock: Clock;
  taskQueue?: string;
}) => ({
  /** Notes which records share a key, once a run. */
  beginDuplicateRun: (runId: string): Promise<void> => gatherBlocks(workshop.pool, runId),
  /** Compares the next records. False: there are none, or the run was stopped. */
  compareDuplicatePage: (runId: string): Promise<boolean> => duplicatePage(workshop.pool, runId, workshop.clock.now()),
  startDuplicateRuns: createStartDuplicateRuns(workshop),
});
