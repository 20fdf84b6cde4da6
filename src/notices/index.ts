/** What is said to one person, and how it reaches them. What other rooms may use of it is what stands here. */
export { alone } from './alone';
export { gatherMails, planMails } from './by-mail';
export { NOTICE_CODES, NOTICE_KINDS, type NoticeKind } from './kinds';
export { writeNoticeLetter } from './letter';
export { listNotices, markRead, type NoticeQuestion, snooze } from './list';
export { type OpenMail, openMails, putOff, settleMail, tryInLedger } from './mail-ledger';
export {
  addOwnWebhook,
  type DuePush,
  dropPush,
  ensurePushKeys,
  forgetPushes,
  gatherPushes,
  listOwnWebhooks,
  listSubscriptions,
  type OwnWebhook,
  type PushContent,
  planPushes,
  pushPublicKey,
  readPushKeys,
  removeOwnWebhook,
  type Subscription,
  settlePush,
  subscribe,
  takePushes,
  unsubscribe,
  type WrittenPush,
  writePush,
} from './push';
export { countNotices, type NoticeCard } from './read';
export {
  DEFAULT_SETTINGS,
  MAIL_WAYS,
  type MailWay,
  mute,
  type NoticeSettings,
  PUSH_WAYS,
  type PushWay,
  putSettings,
  readWanted,
  type Wanted,
} from './settings';
export { NOTICE_PLACEHOLDERS, type NoticeWords, readNoticeWords, setNoticeWords } from './words';
