import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  redirect,
} from '@tanstack/react-router';
import { Inbox } from './inbox/Inbox';
import { type Filter, URGENCIES } from './inbox/queries';
import { Failed, Loading } from './parts/State';
import { NotHere } from './shell/NotHere';
import { Shell } from './shell/Shell';
import { signInSearch } from './sign-in/search';
import { PILES, type StalledSearch } from './stalled/search';

/** Texts of an address, as far as they are such. */
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((one) => one === value);

/** What the address of the inbox holds. */
interface InboxSearch extends Filter {
  task?: string | undefined;
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotHere });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox' });
  },
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  validateSearch: (search: Record<string, unknown>): InboxSearch => ({
    show: oneOf(['snoozed', 'waiting'], search.show),
    urgency: oneOf(URGENCIES, search.urgency),
    process: text(search.process),
    task: text(search.task),
  }),
  component: Inbox,
});

const instanceRoute = <P extends '/sales/$id' | '/leads/$id'>(path: P) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(() => import('./deal/Deal'), path === '/sales/$id' ? 'Sale' : 'Lead'),
  });

const stalled = createRoute({
  getParentRoute: () => root,
  path: '/stalled',
  validateSearch: (search: Record<string, unknown>): StalledSearch => ({
    kind: oneOf(['lead'], search.kind),
    pile: oneOf(PILES, search.pile),
    owner: text(search.owner),
    process: text(search.process),
  }),
  component: lazyRouteComponent(() => import('./stalled/Stalled'), 'Stalled'),
});

const notices = createRoute({
  getParentRoute: () => root,
  path: '/notices',
  validateSearch: (search: Record<string, unknown>): { unread?: true | undefined } => ({
    unread: search.unread === true || search.unread === 'true' ? true : undefined,
  }),
  component: lazyRouteComponent(() => import('./notices/Notices'), 'Notices'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: () => <Navigate to="/inbox" replace />,
});

const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => import('./sign-in/NewPassword'), 'NewPassword'),
});

const routeTree = root.addChildren([
  home,
  inbox,
  instanceRoute('/sales/$id'),
  instanceRoute('/leads/$id'),
  stalled,
  notices,
  signIn,
  password,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: ({ error, reset }) => <Failed fault={error} again={reset} />,
  defaultPendingComponent: () => <Loading />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
