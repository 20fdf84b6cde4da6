export { baseCurrency } from './base';
export { type DealSet, dealSet, dealSetNamed, dealSets, type SetScope, setSql } from './deal-sets';
export {
  type GroupSql,
  groupSql,
  inTeams,
  narrowEitherSql,
  narrowSql,
  ofGroup,
  openGroupSql,
  openNarrowSql,
  questionSql,
  touchesOfLeads,
} from './narrow-sql';
export { opens, questionParams } from './opens';
export { type ReportPart, readParts } from './parts';
export {
  beginOfDay,
  COMPARISONS,
  type Comparison,
  comparedTo,
  NAMED_PERIODS,
  type NamedPeriod,
  namedPeriod,
  type Period,
} from './period';
export { GROUPS, type Group, type Narrow, type Question } from './question';
export { readRows } from './read-rows';
