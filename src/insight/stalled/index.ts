export {
  type FrozenFilter,
  type FrozenLead,
  type FrozenShare,
  frozenByOwner,
  readFrozenLeads,
  WHY_FROZEN,
} from './frozen-leads';
export { type PileTotal, type StalledGroup, stalledGroups } from './groups';
export { NEXT_STEP, type NextStep, turnOf } from './next-step';
export { type AskedStalled, countStalled, readStalled, type StalledRow } from './stalled';
export { LEVELS, type Level, PILES, type Pile, pilesOf } from './stalled-sql';
export type { TimeAtStage } from './worked';
