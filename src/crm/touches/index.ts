/** Where interest came from: sources, and each touch between somebody and one of them. */
export { type BackfillResult, backfillTouches, type PastTouch } from './backfill';
export { touchesFromInteractions } from './from-interactions';
export { readTouchHead, type TouchHead } from './head';
export { MODELS, type Model, shareBySource, shareOut, weights } from './shares';
export {
  changeSource,
  createSource,
  findSources,
  isRunning,
  listSources,
  readSource,
  SOURCE_KINDS,
  type Source,
  type SourceKind,
  type SourceWords,
} from './sources';
export {
  listTouches,
  type NewTouch,
  readTouch,
  TOUCH_KINDS,
  type Touch,
  type TouchesOf,
  type TouchFilter,
  type TouchKind,
  touchesOfSale,
  touchSeenSql,
  writeTouches,
} from './touches';
