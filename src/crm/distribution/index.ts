/** Who gets a new lead, and why. */
export { type Chosen, chooseOwner, chooseOwners, type NewLead } from './choose-owner';
export { DISTRIBUTION_FIELDS, type LeadFacts } from './facts';
export { type Candidate, type Given, giveLead, type Looked, type Seller, type Unfit } from './give';
export {
  type Distribution,
  distributionVersions,
  publishDistribution,
  readDistributionInForce,
  readKnownPeople,
} from './publish';
export { type KnownPeople, readDistribution } from './read-rules';
export { type DistributionRule, type Several, WAYS, type Way } from './rule';
