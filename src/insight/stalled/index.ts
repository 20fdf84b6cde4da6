export {
  type FrozenFilter,
  type FrozenLead,
  type FrozenShare,
  frozenByOwner,
  readFrozenLeads,
  WHY_FROZEN,
} from './frozen-leads';
export {
  type AskedStalled,
  countStalled,
  type NextStep,
  readStalled,
  type StalledFilter,
  type StalledRow,
} from './stalled';
export { LEVELS, type Level, PILES, type Pile } from './stalled-sql';
