/** Records that may be the same: how likely, and why. */
export { CANDIDATES, LOOKED_AMONG } from './candidates';
export { GIVEN_NAMES } from './given-names';
export { type Comparable, type Judged, judge, type Reason } from './judge';
export { type Likeliest, likeliest, likelyMatches, type Match, seenAmong } from './likely';
export {
  countPairs,
  type DuplicatePair,
  listPairs,
  PAIR_STATUSES,
  type PairStatus,
  readPair,
  settlePair,
} from './pairs';
export { DUPLICATE_ENTITIES, type DuplicateEntity, type RecordWords } from './records';
export { DOUBTS, DuplicateRules, readDuplicateRules, SIGNS, USUAL_RULES, writeDuplicateRules } from './rules';
export { duplicatePage, gatherBlocks } from './run-page';
export {
  type DuplicateRun,
  keepDuplicateRun,
  listDuplicateRuns,
  readDuplicateRun,
  stopDuplicateRun,
} from './runs';
