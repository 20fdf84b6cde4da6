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
