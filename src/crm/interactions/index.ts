/** Calls, e-mails, meetings, visits and messages, planned and held. What other rooms may use of it is what stands here. */
export {
  DIRECTIONS,
  INTERACTION_KINDS,
  INTERACTION_STATES,
  type InteractionCard,
  type InteractionDetail,
  type InteractionState,
  interactionSelect,
  seenInteraction,
} from './card';
export {
  changeInteraction,
  type InteractionAct,
  type InteractionChange,
  type InteractionChanged,
} from './change';
export { type Invitation, InvitationRefused, readInvitation } from './invitation';
export { conversationOf, type InteractionFilter, listInteractions, readInteraction } from './list';
export { NEXT_REASONS, type NextContact, nextContact, proposeNext } from './next';
export { type NewInteraction, recordInteraction } from './record';
export { remindOfContacts } from './remind';
export { type ContactRules, readContactRules, setContactRules } from './rules';
export { takeInvitation } from './take-invitation';
export { readActivity, seesTouch, tellUnnoticed, watchActivities } from './unnoticed';
