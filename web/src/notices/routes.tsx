import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { yes } from '../shell/address';
import { root } from '../shell/root';

export const notices = createRoute({
  getParentRoute: () => root,
  path: '/notices',
  validateSearch: (search: Record<string, unknown>): { unread?: true | undefined } => ({ unread: yes(search.unread) }),
  component: lazyRouteComponent(() => import('./Notices'), 'Notices'),
});
