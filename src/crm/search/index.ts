/** Search over accounts, contacts, leads, sales and products. */
export { type ClosedLines, closedLines } from './closed-lines';
export { SEARCH_KINDS, type SearchKind } from './entries';
export type { Hit } from './hits';
export { MATCHED_FIELDS, WAYS } from './matched';
export { type Found, type FoundGroup, search } from './search';
