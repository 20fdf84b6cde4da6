/** Who gets a new lead, and why. */
export { type Absence, listAbsences, readAbsence, recordAbsence, removeAbsence } from './absences';
export { type Assignment, namesOf, readAssignment } from './assignment';
export { type Chosen, chooseOwner, chooseOwners, type NewLead, tryDistribution } from './choose-owner';
export { DISTRIBUTION_FIELDS, type LeadFacts, leadFactsOf } from './facts';
export { type Candidate, type Given, giveLead, type Looked, type Seller, type Unfit } from './give';
export {
  type Distribution,
  distributionVersions,
  publishDistribution,
  readDistributionInForce,
  readKnownPeople,
} from './publish';
export { type Claimed, claimLead, keeperOf, listQueue, putBack, type QueuedLead, undoClaim } from './queue';
export { type KnownPeople, readDistribution } from './read-rules';
export { type DistributionRule, type Several, WAYS, type Way } from './rule';
export { BY_HAND, sayCandidate, sayFallback, sayLooked } from './say';
export { changeSeller, listSellers, type SellerCard, type SellerChange } from './seller-settings';
