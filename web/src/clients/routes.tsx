import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf } from '../shell/address';
import { root } from '../shell/root';
import { ACCOUNT_TABS, type AccountTab, type CardSearch, CONTACT_TABS, type ContactTab, STORY_KINDS } from './search';

export const account = createRoute({
  getParentRoute: () => root,
  path: '/accounts/$id',
  validateSearch: (search: Record<string, unknown>): CardSearch<AccountTab> => ({
    tab: oneOf(ACCOUNT_TABS, search.tab),
    kind: oneOf(STORY_KINDS, search.kind),
  }),
  component: lazyRouteComponent(() => import('./Account'), 'Account'),
});

export const contact = createRoute({
  getParentRoute: () => root,
  path: '/contacts/$id',
  validateSearch: (search: Record<string, unknown>): CardSearch<ContactTab> => ({
    tab: oneOf(CONTACT_TABS, search.tab),
    kind: oneOf(STORY_KINDS, search.kind),
  }),
  component: lazyRouteComponent(() => import('./Contact'), 'Contact'),
});
