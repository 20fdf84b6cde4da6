export {
  type FrozenFilter,
  type FrozenLead,
  type FrozenShare,
  frozenByOwner,
  readFrozenLeads,
  WHY_FROZEN,
} from './frozen-leads';
export { type PileTotal, type StalledGroup, stalledGroups } from './groups';
export { type AskedStalled, countStalled, type NextStep, readStalled, type StalledRow } from './stalled';
export { LEVELS, type Level, PILES, type Pile, pilesOf } from './stalled-sql';
export type { TimeAtStage } from './worked';
