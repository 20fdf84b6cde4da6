export { readBottlenecks, readWeeks, type StageTimes, type StageWeek } from './bottlenecks';
export { FEW_VISITS, type LimitFit, OUTLASTED, type ProposedLimit, readLimitFits, TOO_FEW, TOO_MANY } from './limits';
export { MARKS, type Mark, VISITED } from './sets';
export { readTaskTimes, TASKED, type TaskMark, type TaskTimes } from './task-times';
export { hasVisit, PART_NAMES, type Part } from './visits-sql';
