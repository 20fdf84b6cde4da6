/** One page on a client before a call or a meeting: as facts, as a page for a screen, and on paper. */
export type { Briefing, BriefingOf } from './facts';
export { HTML_POLICY, htmlOf } from './html';
export { pdfOf } from './pdf';
export { readBriefing } from './read-briefing';
export { type Line, type Sheet, sheetOf } from './sheet';
export { oneLine, type Reader as BriefingReader, type Speech, speechFor } from './speech';
