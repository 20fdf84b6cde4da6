export { BEHAVIOURS, type Behaviour } from './behaviours';
export {
  type ActivityFlow,
  type Case,
  type Flow,
  flowOf,
  type Passing,
  type Spent,
  type Step,
  spentOf,
  type Variant,
  variantsOf,
} from './cases';
export { BEHAVED, type BehaviourRow, type Conformance, readConformance, type Stray, type Verdict } from './conformance';
export { FEW, POPULATIONS, type Population } from './population';
export { POPULATION_SET, readVariants, type Share, VARIANT, type VariantRow, type Variants } from './variants';
