import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../shell/root';
import { boardSearch } from './search';

export const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  validateSearch: boardSearch,
  component: lazyRouteComponent(() => import('./Board'), 'Board'),
});
