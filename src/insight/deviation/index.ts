export {
  type DealOffPlan,
  type DeviationGroup,
  OFF_PLAN,
  readDeviationAt,
  readDeviationBy,
  readMostOffPlan,
  STANDINGS,
  type StageOffPlan,
} from './deviation';
export { PLANNED_VISITS, readStageDeviation, type StageDeviation } from './planned-stages';
export { type DeviationWeek, PLAN_WEEK, readDeviationWeeks, type WeekMark, weeksOf } from './weeks';
