import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf } from '../shell/address';
import { root } from '../shell/root';
import { type DoublesSearch, ENTITIES, STATUSES } from './search';

export const doubles = createRoute({
  getParentRoute: () => root,
  path: '/duplicates',
  validateSearch: (search: Record<string, unknown>): DoublesSearch => ({
    entity: oneOf(ENTITIES, search.entity),
    status: oneOf(STATUSES, search.status),
  }),
  component: lazyRouteComponent(() => import('./Doubles'), 'Doubles'),
});
