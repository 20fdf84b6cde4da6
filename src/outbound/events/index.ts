/** Receivers that are told of what happens to leads, sales, accounts and contacts. */
export {
  addEventHook,
  changeEventHook,
  type EventHook,
  listEventHooks,
  readEventHook,
  removeEventHook,
} from './hooks';
export { EVENT_KINDS, type EventKind, type Happening, happeningsOf } from './kinds';
export { DELIVERY_STATES, type EventDelivery, listDeliveries, MOST_REPLAYED, replayEvents } from './log';
export { type Telling, tellHook } from './tell';
