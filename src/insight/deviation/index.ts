export {
  type DealOffPlan,
  type DeviationGroup,
  OFF_PLAN,
  readDeviationAt,
  readDeviationBy,
  readMostOffPlan,
  readStageDeviation,
  STANDINGS,
  type StageDeviation,
  type StageOffPlan,
} from './deviation';
export { type DeviationWeek, readDeviationWeeks, weeksOf } from './weeks';
