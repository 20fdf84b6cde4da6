import { funnel } from './funnel';
import { listChart } from './list-chart';
import { outlookReports } from './outlook';
import { pipelineChange } from './pipeline-change';
import { processReports } from './process-reports';
import type { Report } from './report';

/** Every report that has an address of its own, and can be saved under a name, run and exported. */
export const REPORTS: readonly Report[] = [funnel, pipelineChange, ...processReports, ...outlookReports];

/** The report of that name, charts beside lists among them; undefined when there is none. */
export const reportNamed = (name: string): Report | undefined =>
  [...REPORTS, listChart].find((one) => one.name === name);
