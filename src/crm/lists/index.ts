/** Lists: the filter language and what it is asked of, views, lists of organisations, and what is handed out as a file. */

export {
  type AccountList,
  accountLists,
  changeAccountList,
  createAccountList,
  deleteAccountList,
  type ListWords,
  readAccountList,
} from './account-lists';
export { askerFor } from './asker';
export { type AskedListChart, chartField, type ListBar, type ListChart, readListChart } from './chart';
export { CHART_WIDTHS, type ChartWidth, isCharted } from './chart-bars';
export { type CsvForm, csvLines, inert } from './csv';
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
export { addMatching, addMembers, removeMembers, unseenAccounts } from './list-members';
export { type Narrowing, narrowed } from './narrow';
export { PRESET_VIEWS } from './preset-views';
export { ask, askRightly, type Faults, type Question, USUAL_ORDER, type Wording, WordingError } from './question';
export { type Reader, readList } from './read-list';
export { type Cells, countList, rowsOfList } from './rows-of-list';
export { SHARED_WITH, SHARES, type Share, unknownTeams } from './sharing';
export { type SheetCell, type SheetColumn, sheetColumns } from './sheet';
export type { SqlField } from './sql-field';
export {
  changeView,
  createView,
  deleteView,
  firstViews,
  listViews,
  openWith,
  readView,
  type View,
  type ViewChanged,
  type ViewWords,
} from './views';
export { MOST_WORKBOOK_ROWS, workbook } from './workbook';
