/** Everything that Temporal runs, for the bundle. Workflow functions only. */
export { remindOfContacts, watchClients } from './contacts';
export { deliver } from './deliver';
export { dispatchWishes } from './dispatch-wishes';
export { findDuplicates, startDuplicateRuns } from './find-duplicates';
export { forgetHistories } from './forget-histories';
export { performHandovers } from './handovers';
export { importFile } from './import-file';
export { importSales } from './import-sales';
export { pollMailboxes, takeInMessages } from './intake';
export { migrateDeals } from './migrate-deals';
export { sendNotices } from './notices';
export { processInstance } from './process-instance';
export { reconcile } from './reconcile';
export { retime, startRetimings } from './retime';
export { startPending } from './start-pending';
export { sweepInbox } from './sweep-inbox';
export { dispatchHooks, tellHook } from './tell-hook';
