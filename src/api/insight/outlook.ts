import type { Route } from '../route';
import { alerts } from './alerts';
import { interest, leadChart } from './charts';
import { clientAttributes, clients } from './clients';
import { forecast } from './forecast';
import { forecastDays, pastForecast } from './forecast-kept';
import { forecastWords } from './forecast-words';
import { processChange } from './process-change';
import { attainment, quotas } from './quotas';
import type { Report } from './report';
import { respondents } from './respondents';
import { sellers } from './sellers';
import { weekly } from './weekly';
import { workItems, workload } from './workload';

/** Those that can be saved without being asked for more. */
export const outlookReports: readonly Report[] = [
  forecast,
  attainment,
  sellers,
  clients,
  workload,
  leadChart,
  interest,
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
  respondents,
  ...alerts,
  weekly,
];
