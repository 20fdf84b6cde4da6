import type { Route } from '../route';
import { forecast } from './forecast';
import { forecastDays, pastForecast } from './forecast-kept';
import { forecastWords } from './forecast-words';
import { attainment, quotas } from './quotas';

/** What lies ahead, and how those fare who are to bring it about. */
export const outlook: Route[] = [
  ...forecast.routes,
  ...pastForecast.routes,
  ...forecastDays,
  ...forecastWords,
  ...attainment.routes,
  ...quotas,
];
