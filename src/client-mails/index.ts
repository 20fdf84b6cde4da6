/** What our people write to clients by mail. What other rooms may use of it is what stands here. */
export {
  type Attached,
  type AttachedBytes,
  attachedTo,
  MOST_ATTACHED,
  MOST_ATTACHED_BYTES,
  strangeFiles,
} from './attached';
export { compose, type Draft, type Words, type Writer } from './compose';
export {
  holdMail,
  leaveUndelivered,
  letterFailed,
  letterPutBack,
  letterSent,
  logMail,
  mailLogged,
  type TakenLetter,
  type TakenMail,
  takeMail,
  takeUndelivered,
  tryLetter,
} from './delivery';
export { type KeptMail, keepMail, type NewMail } from './keep';
export {
  CLIENT_MAIL_STATES,
  type ClientMailCard,
  type ClientMailFilter,
  listClientMails,
  readClientMail,
  retryClientMail,
  triesOfMail,
} from './read';
export { hindranceOf, type LetterAbout, type Recipient, recipientsOf, type WishedFor } from './recipients';
export { isOurLetter, letterAnswered, letterReturned } from './reports';
export { type ClientMailRules, readClientMailRules, setClientMailRules } from './rules';
export { LETTER_LANGUAGES, LETTER_PLACEHOLDERS, readLetterTemplate } from './template';
export {
  findLetterTemplate,
  listLetterTemplates,
  putLetterTemplate,
  removeLetterTemplate,
  storeShippedLetterTemplates,
} from './templates';
