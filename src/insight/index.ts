/** Read models over what the processes did. What other rooms may use of it is what stands here. A topic is a folder. */

export * from './alerts';
export * from './board';
export * from './bottlenecks';
export * from './change';
export * from './charts';
export * from './clients';
export * from './deviation';
export { type Announcement, createEventFeed, type EventFeed, type Listener } from './event-feed';
export * from './flow';
export * from './forecast';
export * from './funnel';
export { type Gauges, readGauges } from './gauges';
export * from './incoming';
export * from './log';
export * from './question';
export * from './saved';
export * from './sellers';
export * from './sources';
export * from './stalled';
export { readTimes } from './times';
export * from './weekly';
export { type AskedWhatIf, readWhatIf, type WhatIfRow } from './what-if';
export * from './workload';
