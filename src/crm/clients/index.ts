/** Cards of organisations and of people, and what is set up for them. What other rooms may use of it is what stands here. */
export { type AccountCard, accountCards, readAccount } from './accounts';
export { type AddressBookEntry, listAddressBook } from './address-book';
export {
  CATALOGUE_NAMES,
  CATALOGUES,
  type Catalogue,
  type CatalogueValue,
  type Mark,
  type Property,
  pickProblem,
  putCatalogueValue,
  putCategory,
  putProperty,
  readCatalogue,
  readCategories,
  readProperties,
} from './catalogues';
export { type CardInput, checkCard, type Fault } from './check-card';
export { type CompetitorCard, listCompetitors } from './competitors';
export {
  type ContactCard,
  type ContactPerson,
  contactCards,
  contactPersons,
  readContact,
  tiedAccounts,
  unseenPlaces,
  type Workplace,
} from './contacts';
export {
  CUSTOM_TYPES,
  type CustomEntity,
  type CustomField,
  type CustomType,
  type CustomValue,
  type CustomValues,
  checkCustom,
  customProblem,
  customValue,
  putCustomField,
  readCustomFields,
} from './custom-fields';
export { type ClientDocument, DOCUMENT_KINDS, type DocumentKind, listDocuments } from './documents';
export { holdingMembers, type Member } from './holding';
export { countMissing, type LackingCard, listLacking, type MissingCounts } from './missing';
export {
  ADDRESS_KINDS,
  type Address,
  type Membership,
  type Parts,
  POINT_KINDS,
  type Point,
  type PointKind,
  type Requisites,
} from './parts';
export {
  type ChangedEntity,
  changesSince,
  listChanges,
  type RecordChange,
  recordChange,
  type ToldChange,
} from './record-changes';
export {
  ACCOUNT_FIELDS,
  CARD_RULES,
  CardRules,
  CONTACT_FIELDS,
  putRules,
  readRules,
  SCORE_RULES,
  ScoreRules,
} from './rules';
export { type ScoreFacts, type ScorePart, scoreOf } from './score';
export { readScoreFacts } from './score-facts';
export { seenRecord } from './seen';
export { type CardSetup, readCardSetup } from './setup';
export { isInn, isRussia, taxNumberProblem } from './tax-number';
export { type CardChanged, type CardWrite, changeCard, type Held, insertCard } from './write-card';
