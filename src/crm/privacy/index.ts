/** What people agreed to, what is held of them, and how it is given out and erased. */
export { listPrivacyActs, type PrivacyAct } from './acts';
export {
  CHANNELS,
  type Channel,
  type ConsentCard,
  currentConsents,
  listConsents,
  type NewConsent,
  type Preferences,
  PURPOSES,
  type Purpose,
  readPreferences,
  recordConsent,
  setPreferences,
} from './consent';
export { type Erased, type Erasure, erasePerson } from './erase';
export { exportPerson, type PersonExport } from './export';
export { type MayContact, mayContact } from './may-contact';
export { BY_DOOR, OWN_ROW, PERSONAL, type Place } from './personal';
export { seenContact } from './seen-contact';
