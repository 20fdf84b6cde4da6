/** What people type about leads and sales, and what qualifying makes of it. What other rooms may use of it is what stands here. */
export type { CardExtras, FromLead } from './card-sql';
export { type CustomChanges, changeWords, type WordChanges } from './change-words';
export { type ColumnValue, LEAD_COLUMNS, type LeadColumn, SALE_COLUMNS, type SaleColumn } from './columns';
export { type Likely, likelyRecords } from './likely';
export { claimSale, openSalesOf, type SaleOf } from './open-sales';
export { type LeadLinks, type Linked, leadLinks } from './preview';
export { isSeen } from './seen';
