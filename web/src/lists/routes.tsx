import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../shell/root';
import { listSearch } from './search';

const under = { getParentRoute: () => root, validateSearch: listSearch } as const;
const screens = () => import('./screens');

export const leads = createRoute({ ...under, path: '/leads', component: lazyRouteComponent(screens, 'Leads') });
export const sales = createRoute({ ...under, path: '/sales', component: lazyRouteComponent(screens, 'Sales') });
export const clients = createRoute({ ...under, path: '/clients', component: lazyRouteComponent(screens, 'Clients') });
export const contacts = createRoute({
  ...under,
  path: '/contacts',
  component: lazyRouteComponent(screens, 'Contacts'),
});

export const queue = createRoute({
  getParentRoute: () => root,
  path: '/leads/queue',
  component: lazyRouteComponent(() => import('./Queue'), 'Queue'),
});

export const accountLists = createRoute({
  getParentRoute: () => root,
  path: '/clients/lists',
  component: lazyRouteComponent(() => import('./AccountLists'), 'AccountLists'),
});
