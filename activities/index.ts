import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { createDefinitionSource, createForward, createSendCommand } from '../src/commands';
import { createVersions } from '../src/crm';
import type { Clock } from '../src/platform/clock';
import { createImportBatch } from './imports/import-batch';
import { createReadEvents } from './read-events';
import { createReconcile } from './reconcile';
import { createRecordDecision } from './record-decision';
import { createReferenceSource } from './reference';
import { createReportIncident } from './report-incident';
import { createStartPage } from './start-pending';
import { createStartSale } from './start-sale';
import { createSweepInbox } from './sweep-inbox';

/** What activities are handed: the workers' database login, the engine, the clock. */
export interface Workshop {
  pool: Pool;
  client: Client;
  clock: Clock;
  /** Where instances run; tests give their own. */
  taskQueue?: string;
}

/** Every effect that a workflow may ask for, by name. */
export function createActivities(workshop: Workshop) {
  const { pool } = workshop;
  const definitions = createDefinitionSource(pool);
  const reportIncident = createReportIncident({ pool });
  const starter = { ...workshop, definitions };
  const reference = createReferenceSource(pool);
  return {
    recordDecision: createRecordDecision({ pool, reference }),
    importBatch: createImportBatch({ pool, reference }),
    readEvents: createReadEvents({ pool }),
    reportIncident,
    startSale: createStartSale({
      pool,
      versions: createVersions(pool),
      send: createSendCommand(workshop),
      report: reportIncident,
    }),
    startPage: createStartPage(starter),
    sweepInbox: createSweepInbox({ pool, forward: createForward(workshop) }),
    reconcile: createReconcile(starter),
  };
}

export type Activities = ReturnType<typeof createActivities>;
