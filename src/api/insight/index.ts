import type { Route } from '../route';
import { deals } from './deals';
import { frozenLeads } from './frozen-leads';
import { funnel } from './funnel';
import { incoming } from './incoming';
import { insightSources } from './sources';
import { stalled } from './stalled';

/** What managers read: a topic a file. */
export const insight: Route[] = [deals, stalled, funnel, frozenLeads, ...insightSources, ...incoming];
