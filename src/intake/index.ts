/** What comes in by itself: web forms, mail, telephone calls. What other rooms may use of it is what stands here. */
export { CallBody, readCall } from './call';
export type { Content, Understood } from './content';
export { createFlood, type Flood } from './flood';
export { readForm } from './form';
export { type Kept, keep } from './keep';
export { keepMessage } from './keep-files';
export { MOST_POSTED_BYTES, readMail } from './mail/read-mail';
export { type Mailbox, readMailboxes } from './mailbox/config';
export { type Polled, pollMailbox } from './mailbox/poll';
export { listMessages, MESSAGE_STATES, type MessageCard, readMessage, retryMessage } from './messages';
export { type Configured, configured, SETTINGS, type Settings, SOURCE_KINDS, type SourceKind } from './settings';
export { forgetReserved, takePage } from './settle';
export { isFrom, type Shown } from './signature';
export {
  addSource,
  changeSource,
  type InboundSource,
  knockedAt,
  listSources,
  removeSource,
  renewSecret,
} from './sources';
export { madeOf, tellInstance } from './tell';
