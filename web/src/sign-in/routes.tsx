import { createRoute, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import { root } from '../shell/root';
import { signInSearch } from './search';

/** Where the company's sign-on comes back to when it did not let somebody in. */
export const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: () => <Navigate to="/inbox" replace />,
});

export const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => import('./NewPassword'), 'NewPassword'),
});
