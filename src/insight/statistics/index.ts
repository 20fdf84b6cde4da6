/** What reports count with where a number alone would say too much. */
export { createDice, type Dice } from './dice';
export { type Course, type Courses, chancesOfWinning, orderCourses } from './endings';
export { type Interval, newcombe, wilson } from './proportions';
export { median, medianDifference, quantile } from './quantiles';
