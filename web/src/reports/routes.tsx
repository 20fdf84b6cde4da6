import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../shell/root';
import { reportSearch } from './search';

const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  component: lazyRouteComponent(() => import('./Reports'), 'Reports'),
});

const report = createRoute({
  getParentRoute: () => root,
  path: '/reports/$name',
  validateSearch: reportSearch,
  component: lazyRouteComponent(() => import('./Report'), 'Report'),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: '/reports/alerts',
  component: lazyRouteComponent(() => import('./Alerts'), 'Alerts'),
});

const weekly = createRoute({
  getParentRoute: () => root,
  path: '/reports/weekly',
  component: lazyRouteComponent(() => import('./Weekly'), 'Weekly'),
});

/** Reports, alerts, and the summary of Mondays. */
export const reporting = [reports, report, alerts, weekly] as const;
