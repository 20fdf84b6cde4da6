/** Records that may be the same: how likely, and why. */
export { type Comparable, type Judged, judge, type Reason } from './judge';
export { DOUBTS, DuplicateRules, readDuplicateRules, SIGNS, USUAL_RULES, writeDuplicateRules } from './rules';
