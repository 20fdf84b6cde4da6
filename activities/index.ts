import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { createDefinitionSource, createForward, createSendCommand, createStartRetimings } from '../src/commands';
import { createVersions } from '../src/crm';
import type { FileRoom } from '../src/files';
import type { Mailbox } from '../src/intake';
import { createPostWebhook } from '../src/outbound';
import type { Clock } from '../src/platform/clock';
import { createPerformBulkActs } from './bulk-acts';
import { type Calendars, createSyncCalendars } from './calendar-sync/sync-calendars';
import { createDeliverClientMail } from './client-mails/deliver';
import { createDispatchClientMails } from './client-mails/dispatch';
import { createContactActivities } from './contacts';
import { createDeliver, type WaysOut } from './deliver';
import { createDispatchWishes } from './dispatch-wishes';
import { createSweepFiles } from './files/sweep-files';
import { createDuplicateActivities } from './find-duplicates';
import { createForgetPage } from './forget-histories';
import { createPerformHandovers } from './handovers';
import { createImportActivities } from './imports/files/pages';
import { createImportBatch } from './imports/import-batch';
import { createInsightActivities } from './insight';
import { createPollMailboxes } from './intake/poll-mailboxes';
import { createTakeInMessages } from './intake/take-in-messages';
import { createMigrationActivities } from './migrations';
import { createSendNotices } from './notices/send-notices';
import { createSendPushes } from './notices/send-pushes';
import { createReadEvents } from './read-events';
import { createReadDefinition, createReadFirstVersion } from './read-versions';
import { createReconcile } from './reconcile';
import { createRecordDecision } from './record-decision';
import { createReferenceSource } from './reference';
import { createReportIncident } from './report-incident';
import { createRetimePage } from './retime';
import { createStartPage } from './start-pending';
import { createStartSale } from './start-sale';
import { createSweepInbox } from './sweep-inbox';
import { createDispatchHooks, createTellHook } from './tell-hook';
import { createSendSummaries } from './weekly-summary';

/** What activities are handed: the workers' database login, the engine, the clock. */
export interface Workshop {
  pool: Pool;
  client: Client;
  clock: Clock;
  /** Where instances run; tests give their own. */
  taskQueue?: string;
  /** How wishes leave; webhooks to the public network alone unless told. */
  waysOut?: WaysOut;
  /** With what people's own calendars are reached; none are unless told. */
  calendars?: Calendars;
  /** Which mailboxes are read; none unless told. */
  mailboxes?: readonly Mailbox[];
  /** Where files lie; none are kept unless told. */
  files?: FileRoom;
}

/** Every effect that a workflow may ask for, by name. */
export function createActivities(workshop: Workshop) {
  const { pool } = workshop;
  const definitions = createDefinitionSource(pool);
  const reportIncident = createReportIncident({ pool });
  const starter = { ...workshop, definitions };
  const send = createSendCommand(workshop);
  const reference = createReferenceSource(pool);
  const waysOut = workshop.waysOut ?? { postWebhook: createPostWebhook({ reach: 'public' }) };
  return {
    recordDecision: createRecordDecision({ pool, reference }),
    importBatch: createImportBatch({ pool, reference }),
    ...createImportActivities({ pool, reference, send }),
    readEvents: createReadEvents({ pool }),
    readDefinition: createReadDefinition({ definitions }),
    readFirstVersion: createReadFirstVersion({ pool, definitions }),
    ...createMigrationActivities({ ...starter, reference }),
    ...createDuplicateActivities(workshop),
    ...createContactActivities(workshop),
    ...createInsightActivities(workshop),
    reportIncident,
    startSale: createStartSale({
      pool,
      versions: createVersions(pool),
      send,
      report: reportIncident,
    }),
    startPage: createStartPage(starter),
    forgetPage: createForgetPage(starter),
    sweepInbox: createSweepInbox({ pool, forward: createForward(workshop) }),
    reconcile: createReconcile({ ...starter, report: reportIncident }),
    performHandovers: createPerformHandovers({ ...workshop, send }),
    performBulkActs: createPerformBulkActs({ ...workshop, send }),
    startRetimings: createStartRetimings({ pool, client: workshop.client }),
    retimePage: createRetimePage({ ...starter, reference, send }),
    dispatchWishes: createDispatchWishes({ ...workshop, mailIsSetUp: waysOut.sendMail !== undefined }),
    deliver: createDeliver({ ...workshop, ...waysOut }),
    syncCalendars: createSyncCalendars(workshop),
    dispatchClientMails: createDispatchClientMails({ ...workshop, mailIsSetUp: waysOut.clientPost !== undefined }),
    deliverClientMail: createDeliverClientMail({
      ...workshop,
      ...waysOut,
      versions: createVersions(pool),
      sendCommand: send,
    }),
    dispatchHooks: createDispatchHooks(workshop),
    tellEventHook: createTellHook({ ...workshop, ...waysOut }),
    sendNotices: createSendNotices({ ...workshop, ...waysOut }),
    sendSummaries: createSendSummaries({ ...workshop, ...waysOut }),
    sendPushes: createSendPushes({ ...workshop, ...waysOut }),
    takeInMessages: createTakeInMessages({ ...workshop, versions: createVersions(pool), sendCommand: send }),
    sweepStoredFiles: createSweepFiles(workshop),
    pollMailboxes: createPollMailboxes({ mailboxes: [], ...workshop }),
  };
}

export type Activities = ReturnType<typeof createActivities>;
