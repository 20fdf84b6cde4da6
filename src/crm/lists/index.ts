/** Lists: the filter language and what it is asked of, views, lists of organisations, and what is handed out as a file. */
export { askerFor } from './asker';
export { fieldsOf, SHIPPED_FIELDS } from './fields';
export {
  ENTITIES,
  type Entity,
  type FieldType,
  type FilterFinding,
  type ListField,
  matches,
  OPERATORS,
  readFilter,
} from './filter';
export { narrowed } from './narrow';
export { ask, askRightly, type Faults, type Question, USUAL_ORDER, type Wording, WordingError } from './question';
export { type Reader, readList } from './read-list';
export { SHARES, type Share } from './sharing';
export type { SqlField } from './sql-field';
export {
  changeView,
  createView,
  deleteView,
  listViews,
  readView,
  type View,
  type ViewChanged,
  type ViewWords,
} from './views';
