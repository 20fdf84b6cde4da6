import { bottlenecks } from './bottlenecks';
import { conformance } from './conformance';
import { deviation } from './deviation';
import { limits } from './limits';
import type { Report } from './report';
import { stageWeeks, taskTimes } from './stage-times';
import { variants } from './variants';

/** Reports about how deals go through their processes. */
export const processReports: readonly Report[] = [
  variants,
  conformance,
  bottlenecks,
  stageWeeks,
  taskTimes,
  limits,
  deviation,
];
