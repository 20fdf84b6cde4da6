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
  setCalendar,
  setOffice,
} from './calendars';
export { type Colleague, listPeople, listTeams, namesOfPeople, type TeamOfPeople } from './directory';
export { addFirst, addPerson, changePerson, type Employed, isEmpty, type PersonGiven, putTeam } from './employ';
export { type Claim, claimKey, forgetOldKeys, type KeyUse, keepAnswer } from './kept-answer';
export { type OwnRole, type Person, REACHES, type Reach, ROLES, type Role } from './person';
export { readPerson } from './read-person';
export { holdsAsShipped, mayDo, RIGHTS, type Right } from './rights';
export { clearRole, listRoles, putRole, type RoleCard, type RoleGiven, type RolePut } from './roles';
export { type Bind, SEES_ALL, type SeenKind, type Sight, seenSql, sightOf } from './sight';
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
export { createToken, listTokens, revokeToken, type TokenCard, type TokenOptions } from './token';
