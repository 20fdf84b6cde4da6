/** The same asked of many leads or sales: looked at before, done durably, with a result for each. */
export { type BulkAct, type BulkItem, MOST_IN_BULK, WHOEVER_OWNS_IT } from './act';
export { type BulkDoor, openBulks, performBulk } from './perform';
export { type PreviewedItem, previewBulk } from './preview';
export { type BulkCard, type BulkResult, bulkResults, keepBulk, listBulks, readBulk } from './store';
