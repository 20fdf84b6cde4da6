/** How sellers fare, and how they fared before and after a process was changed. */
export { cautionOfChange, cautionOfShare } from './caution';
export {
  type Change,
  type Cohort,
  type Compared,
  type ProcessChange,
  readChange,
  readLastChange,
  readProcessChange,
} from './process-change';
export { type Middle, questionOfLeads, readSellers, type SellerFigures } from './read-sellers';
export * as sellerSets from './sets';
