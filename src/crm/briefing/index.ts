/** One page on a client before a call or a meeting: as facts, as a page for a screen, and on paper. */
export type { Briefing, BriefingOf } from './facts';
export { HTML_POLICY, htmlOf } from './html';
export { pdfOf } from './pdf';
export { readBriefing } from './read-briefing';
export { sheetOf } from './sheet';
export type { Reader as BriefingReader } from './speech';
