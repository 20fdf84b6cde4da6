/** Doubles that become one record, and are parted again. */
export type { Mergeable } from './fields';
export { livesOn } from './lives-on';
export { type MergeAsked, type MergePreview, type MergeRefused, mergeRecords, previewMerge } from './merge';
export type { FieldChoice } from './plan';
export { listMerges, type MergeCard, type MergeFilter, readMerge } from './read-merges';
export { type LeftAsItIs, type Undone, undoMerge } from './undo';
export type { MergeWarning } from './warnings';
