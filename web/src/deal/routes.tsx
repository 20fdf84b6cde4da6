import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf } from '../shell/address';
import { root } from '../shell/root';
import { type DealSearch, TABS } from './search';

const validateSearch = (search: Record<string, unknown>): DealSearch => {
  const after = Number(search.after);
  return {
    tab: oneOf(TABS, search.tab),
    after: search.after !== undefined && Number.isInteger(after) && after >= 0 ? after : undefined,
  };
};

export const sale = createRoute({
  getParentRoute: () => root,
  path: '/sales/$id',
  validateSearch,
  component: lazyRouteComponent(() => import('./Deal'), 'Sale'),
});

export const lead = createRoute({
  getParentRoute: () => root,
  path: '/leads/$id',
  validateSearch,
  component: lazyRouteComponent(() => import('./Deal'), 'Lead'),
});
