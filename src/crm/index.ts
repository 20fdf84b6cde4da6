/** Records of clients, leads and sales, and the lists over them. What other rooms may use of it is what stands here. */
export * from './briefing';
export * from './bulk';
export { type CalendarPreview, previewCalendar } from './calendar-preview';
export {
  type CalendarPublished,
  type CalendarPublishing,
  type CalendarVersion,
  calendarVersions,
  listCalendars,
  publishCalendarText,
  readCalendarText,
} from './calendars';
export { chooseVersion } from './choose-version';
export * from './clients';
export { CursorError, type Page, type PageRequest, pageOf, startOf } from './cursor';
export { type ComingDeadline, comingDeadlines, deadlinesByOwner } from './deadlines';
export * from './distribution';
export * from './duplicates';
export { areMissing, type Nameable, type Named } from './exists';
export { type Explained, type ExplainedDeadline, explainDeadlines, idOfNumber } from './explain';
export { explainFired, type FiredDeadline } from './explain-fired';
export * from './handover';
export { type HistoryEvent, readEvent, readHistory, readSince } from './history';
export * from './inbox';
export { type LeadWords, ms, OWNER, type Ref, ref, type SaleWords, STANDING, WORDS } from './instance-sql';
export * from './interactions';
export * from './leads';
export {
  type InstanceFilter,
  type InstanceRow,
  instancePage,
  type ListRow,
  narrowedInstances,
  rowOf,
} from './list-instances';
export * from './lists';
export * from './merging';
export { fold, foldCompany, normalEmail, normalPhone, normalSite, normalTaxNumber } from './normal';
export { type Prepared, prepared } from './prepared';
export * from './privacy';
export { type Reached, reachedBy } from './reach';
export { type Card, kindOf, type Moment, readInstance } from './read-instance';
export {
  type Dependent,
  dependents,
  listRetimings,
  type MovedInstance,
  movedBy,
  type Retiming,
  readRetiming,
  retimingOf,
  retimingRoute,
} from './retimings';
export {
  type ClosedLines,
  closedLines,
  type Found,
  type FoundGroup,
  type Hit,
  MATCHED_FIELDS,
  SEARCH_KINDS,
  type SearchKind,
  search,
  WAYS,
} from './search';
export { seesInstance } from './sees-instance';
export { CARD_LIGHTS, type CardLight, daysToDecision, lightOf, lightSql, type Standing, standingOf } from './standing';
export { clientStory, type Story, type StoryHead } from './story';
export { endingOf, listTasks, type TaskFilter, type TaskRow } from './tasks';
export * from './touches';
export {
  createVersions,
  currentVersionId,
  readVersion,
  type Version,
  type Versions,
  type VersionText,
} from './versions';
