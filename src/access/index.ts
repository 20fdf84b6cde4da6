/** People, teams, sign-in and rights. What other rooms may use of it is what stands here. */
export { isAbove } from './above';
export {
  AUDIT_ACTS,
  type AuditAct,
  type AuditEntry,
  audit,
  listAudit,
  sealAudit,
  sealedEntries,
} from './audit/entries';
export { type Verdict, verifyAudit } from './audit/verify';
export { authenticate } from './authenticate';
export {
  type CalendarHolder,
  type CalendarSet,
  listOffices,
  type OfficeCard,
  type OfficePut,
  putOffice,
  setCalendar,
  setOffice,
} from './calendars';
export { type Colleague, listPeople, listTeams, namesOfPeople, type TeamOfPeople } from './directory';
export { addFirst, addPerson, changePerson, type Employed, isEmpty, type PersonGiven, putTeam } from './employ';
export {
  ALL_OPEN,
  CLOSABLE,
  closedAs,
  type FieldMask,
  isAllOpen,
  isClosable,
  isClosed,
  isHidden,
  maskOf,
} from './fields';
export { type Claim, claimKey, forgetOldKeys, type KeyUse, keepAnswer } from './kept-answer';
export { type OwnGiven, setOwn } from './own';
export {
  CLOSINGS,
  type ClosedFields,
  type Closing,
  FIELD_ENTITIES,
  type FieldEntity,
  LINE_RULES,
  type LineRule,
  type OwnRole,
  type Person,
  REACHES,
  type Reach,
  ROLES,
  type Role,
} from './person';
export { readPerson } from './read-person';
export { holdsAsShipped, mayDo, RIGHTS, type Right } from './rights';
export { clearRole, listRoles, putRole, type RoleCard, type RoleGiven, type RolePut } from './roles';
export { openSeenSql, seenIdsSql, seenSql } from './seen-sql';
export {
  addShare,
  endShare,
  listShares,
  ownerOf,
  SHARE_MAY,
  type ShareCard,
  type SharedRecord,
  type SharedWith,
  type ShareGiven,
  type ShareMay,
} from './shares';
export {
  type Bind,
  extentOf,
  type RoleSight,
  SEES_ALL,
  type SeenKind,
  type Sight,
  sightOf,
  toWorkOn,
} from './sight';
export { listSamplePeople, type SamplePerson } from './sign-in/sample-people';
export {
  type Caller,
  createSignIn,
  endSessions,
  listSessions,
  retryAfter,
  type SessionCard,
  type SignIn,
  type SignInAnswer,
  type SignInOptions,
} from './sign-in/sign-in';
export { countTry, forgetOldTries, forgetTries, type Tried } from './sign-in/tries';
export { createToken, listTokens, revokeToken, type TokenCard, type TokenOptions } from './token';
