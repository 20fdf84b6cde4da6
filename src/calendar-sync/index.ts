/** Calendars of our people's own, kept in step with their meetings here. What other rooms may use of it is what stands here. */
export { CalendarTrouble, type Dav, findCalendars, type Login, openCalendar } from './dav';
export {
  type CalendarLink,
  connectCalendar,
  disconnectCalendar,
  linkFine,
  linkTroubled,
  readLink,
  syncSoon,
  takeLinks,
} from './links';
export { syncCalendar } from './sync';
