import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../shell/root';
import { meetingSearch, stalledSearch } from './search';

export const stalled = createRoute({
  getParentRoute: () => root,
  path: '/stalled',
  validateSearch: stalledSearch,
  component: lazyRouteComponent(() => import('./Stalled'), 'Stalled'),
});

export const meeting = createRoute({
  getParentRoute: () => root,
  path: '/stalled/meeting',
  validateSearch: meetingSearch,
  component: lazyRouteComponent(() => import('./Meeting'), 'Meeting'),
});
