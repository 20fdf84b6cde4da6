/** What charts are drawn from. */
export { INTERESTED, type Interest, readInterest, touchNarrowSql } from './interest';
export { AXES, AXIS_KEYS, type Axis, type Bar, CHARTED, readLeadChart, WIDTHS, type Width } from './lead-chart';
