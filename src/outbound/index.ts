/** What decisions wish for outside: mails and webhooks. What other rooms may use of it is what stands here. */
export { writeCall } from './calls';
export {
  addEventHook,
  changeEventHook,
  DELIVERY_STATES,
  EVENT_KINDS,
  type EventDelivery,
  type EventHook,
  type EventKind,
  type Happening,
  happeningsOf,
  listDeliveries,
  listEventHooks,
  MOST_REPLAYED,
  readEventHook,
  removeEventHook,
  replayEvents,
  type Telling,
  tellHook,
} from './events';
export {
  endFeed,
  escaped,
  type FeedEntry,
  feedEntries,
  feedOf,
  folded,
  holderOfFeed,
  iCalendar,
  makeFeed,
} from './feed';
export { AnswerTooLarge, createGuardedFetch, isSameHouse } from './guarded-fetch';
export type { LookUp } from './guarded-lookup';
export { isMailAddress, type Letter, type Letters, writeLetters } from './letters';
export { listWishes, readWish, retryWish, type Try, WISH_STATES, type WishRow, type WishState } from './outbox';
export type { Outcome } from './outcome';
export { createSendPasswordLink, type LinkReader } from './password-link';
export { type Call, createPostWebhook, type PostWebhook } from './post-webhook';
export {
  createSendPush,
  faultOfPushKeys,
  MOST_PUSHED_BYTES,
  newPushKeys,
  type PushKeys,
  type PushTarget,
  type SendPush,
} from './push';
export type { Reach } from './reach';
export { asHtml, tame } from './render';
export { createSendMail, type SendMail } from './send-mail';
export { type ClientLetter, type ClientPost, createClientPost } from './send-to-client';
export { newSecret, signatureHeaders } from './sign';
export { PLACEHOLDER, PLACEHOLDERS, placeholdersIn, readTemplate, readTemplateText, TEMPLATE_PARTS } from './template';
export { knownTemplates, listTemplates, putTemplate, type StoredTemplate, storeShippedTemplates } from './templates';
export { faultOfUrl } from './webhook-url';
export {
  addWebhook,
  changeWebhook,
  knownWebhooks,
  listWebhooks,
  removeWebhook,
  silenceWebhook,
  type Webhook,
} from './webhooks';
