import type { Route } from '../route';
import { deals } from './deals';
import { processNet } from './event-log';
import { frozenLeads } from './frozen-leads';
import { funnel } from './funnel';
import { incomingItems } from './incoming';
import { outlook } from './outlook';
import { pipelineChange } from './pipeline-change';
import { processReports } from './process-reports';
import { savedReports } from './saved-reports';
import { sourceResults } from './sources';
import { stalledBoard } from './stalled';

/** What managers read: a topic a file. */
export const insight: Route[] = [
  deals,
  ...stalledBoard,
  ...funnel.routes,
  ...pipelineChange.routes,
  ...savedReports,
  frozenLeads,
  ...sourceResults,
  ...incomingItems,
  processNet,
  ...processReports.flatMap(({ routes }) => routes),
  ...outlook,
];
