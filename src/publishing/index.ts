/** Process definitions from a draft to what runs. What other rooms may use of it is what stands here. */

export { checkText } from './check-text';
export { type Draft, type DraftCard, listDrafts, makeDraft, readDraft, removeDraft, saveDraft } from './drafts';
export {
  listProcesses,
  type ProcessCard,
  type Publication,
  publicationsOf,
  readVersions,
  type VersionCard,
} from './publications';
export { bringBack, COMMAND_LINE, PRODUCT, type Published, type Publishing, publishText } from './publish';
export { createReaderApart, type ReaderApart, type ReadText, readHere } from './read-apart';
export { publishRouting, type RoutingInForce, readRoutingInForce } from './routing';
export { type Touched, withDeals } from './touched';
export { type TestedExamples, type Trials, trialsHere } from './trials';
