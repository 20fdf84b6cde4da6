/** Cards of organisations and of people, and what is set up for them. What other rooms may use of it is what stands here. */
export { type AccountCard, accountCards, createAccount, listAccounts, type NewAccount, readAccount } from './accounts';
export { type ContactCard, contactCards, createContact, listContacts, type NewContact, readContact } from './contacts';
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
  readCustomFields,
} from './custom-fields';
export { type ChangedEntity, type RecordChange, recordChange } from './record-changes';
