import { funnel } from './funnel';
import { outlookReports } from './outlook';
import { pipelineChange } from './pipeline-change';
import { processReports } from './process-reports';
import type { Report } from './report';

/** Every report that can be saved under a name, run and exported. */
export const REPORTS: readonly Report[] = [funnel, pipelineChange, ...processReports, ...outlookReports];

/** The report of that name; undefined when there is none. */
export const reportNamed = (name: string): Report | undefined => REPORTS.find((one) => one.name === name);
