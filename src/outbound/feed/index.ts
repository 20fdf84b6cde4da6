/** A person's calendar as other programs read it. */
export { endFeed, type FeedCard, feedOf, holderOfFeed, makeFeed } from './address';
export { type FeedDeal, type FeedEntry, type FeedReader, feedEntries } from './entries';
export { escaped, folded, iCalendar } from './icalendar';
export type { FeedLanguage } from './words';
