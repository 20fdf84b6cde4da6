/** What whoever leads others is told on a Monday: on a page, on paper, by mail. */
export { noteSummary, type OpenSummary, openSummaries, planSummaries, readerOfSummary } from './deliveries';
export { mondayOf, readWeekly, type Weekly } from './read-weekly';
export { textOf, weeklySheet } from './weekly-sheet';
