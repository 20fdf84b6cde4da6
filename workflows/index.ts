/** Everything that Temporal runs, for the bundle. Workflow functions only. */
export { importSales } from './import-sales';
export { processInstance } from './process-instance';
export { reconcile } from './reconcile';
export { startPending } from './start-pending';
export { sweepInbox } from './sweep-inbox';
