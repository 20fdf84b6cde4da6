export {
  readBottlenecks,
  readTaskTimes,
  readWeeks,
  type StageTimes,
  type StageWeek,
  type TaskTimes,
} from './bottlenecks';
export { FEW_VISITS, type LimitFit, type ProposedLimit, readLimitFits, TOO_FEW, TOO_MANY } from './limits';
export { MARKS, type Mark, VISITED } from './sets';
export { PART_NAMES, type Part } from './visits-sql';
