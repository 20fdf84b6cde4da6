/** Read models over what the processes did. What other rooms may use of it is what stands here. */
export { type Announcement, createEventFeed, type EventFeed, type Listener } from './event-feed';
export {
  type FrozenFilter,
  type FrozenLead,
  type FrozenShare,
  frozenByOwner,
  readFrozenLeads,
  WHY_FROZEN,
} from './frozen-leads';
export { type Funnel, type FunnelFilter, type FunnelStage, readFunnels } from './funnel';
export { type Gauges, readGauges } from './gauges';
export {
  type IncomingChannel,
  type IncomingFilter,
  type IncomingItem,
  listIncoming,
  readIncoming,
  type Span,
  spanOf,
} from './incoming';
export { ANSWERED, type Answered, CHANNELS, type Channel } from './incoming-sql';
export { readSharedResults, type SharedResult, type SourcesAsked } from './source-results';
export { readSourceFigures, type SourceFigures } from './sources';
export {
  type AskedStalled,
  countStalled,
  type NextStep,
  readStalled,
  type StalledFilter,
  type StalledRow,
} from './stalled';
export { LEVELS, type Level, PILES, type Pile } from './stalled-sql';
export { readTimes } from './times';
export { type AskedWhatIf, readWhatIf, type WhatIfRow } from './what-if';
