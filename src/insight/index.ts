/** Read models over what the processes did. What other rooms may use of it is what stands here. */
export { type Announcement, createEventFeed, type EventFeed } from './event-feed';
export { type Gauges, readGauges } from './gauges';
