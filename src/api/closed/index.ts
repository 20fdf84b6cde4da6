/** What roles hide or close to their holders, held to in one place: where requests come in, and where answers go out. */
export { hidesOf, maskAnswer, maskValue, mustBeOpen, mustBeOpenFields, mustShow } from './closed';
export { closedColumns } from './imports';
export { createMaskers, type Hidable, hiding } from './masker';
