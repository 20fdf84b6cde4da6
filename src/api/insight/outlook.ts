import type { Route } from '../route';
import { alerts } from './alerts';
import { interest, leadChart } from './charts';
import { clientAttributes, clients } from './clients';
import { forecast } from './forecast';
import { forecastDays, pastForecast } from './forecast-kept';
import { forecastWords } from './forecast-words';
import { incoming } from './incoming';
import { processChange } from './process-change';
import { attainment, quotas } from './quotas';
import type { Report } from './report';
import { respondents } from './respondents';
import { sellers } from './sellers';
import { sources } from './sources';
import { weekly } from './weekly';
import { workItems, workload } from './workload';

/** Reports that can be saved. */
export const outlookReports: readonly Report[] = [
  forecast,
  attainment,
  pastForecast,
  sellers,
  processChange,
  clients,
  workload,
  leadChart,
  interest,
  sources,
  incoming,
];

/** What lies ahead, and how those fare who are to bring it about. */
export const outlook: Route[] = [
  ...forecast.routes,
  ...pastForecast.routes,
  ...forecastDays,
  ...forecastWords,
  ...attainment.routes,
  ...quotas,
  ...sellers.routes,
  ...processChange.routes,
  ...clients.routes,
  ...clientAttributes,
  ...workload.routes,
  ...workItems,
  ...leadChart.routes,
  ...interest.routes,
  ...sources.routes,
  ...incoming.routes,
  respondents,
  ...alerts,
  weekly,
];
