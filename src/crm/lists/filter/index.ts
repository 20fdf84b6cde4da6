/**
 * The filter language: text in, a checked filter or all that is wrong with it out; and whether a record meets it. Nothing here
 * needs Node or a database, so that a page can check and try filters as they are typed. See docs/reference/filters.md.
 */
export { type Days, daysOf, type Instants, instantsOf, type When } from './bounds';
export { type Known, type Read, readFilter } from './check';
export type { Checked, Test, Value } from './checked';
export { ENTITIES, type Entity, type FieldType, type ListField, OPERATORS } from './fields';
export { type FilterFault, type FilterFinding, type Found, findingsIn, oneOf } from './findings';
export { type Asker, type Cell, matches, type Named, type Plain } from './matches';
export { type Rates, ratesFor } from './money';
export { LIMITS } from './reading';
export { small } from './small';
export type { Operator, Span, Unit } from './tree';
