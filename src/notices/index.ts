/** What is said to one person, and how it reaches them. What other rooms may use of it is what stands here. */
export { alone } from './alone';
export { gatherMails, planMails } from './gather';
export { NOTICE_KINDS, type NoticeKind } from './kinds';
export { writeNoticeLetter } from './letter';
export { listNotices, markRead, type NoticeQuestion, snooze } from './list';
export { type OpenMail, openMails, putOff, settleMail, tryInLedger } from './mail-ledger';
export { countNotices, type NoticeCard } from './read';
export {
  DEFAULT_SETTINGS,
  MAIL_WAYS,
  type MailWay,
  mute,
  type NoticeSettings,
  putSettings,
  readWanted,
  type Wanted,
} from './settings';
