import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { administration } from './administration/routes';
import { board } from './board/routes';
import { account, contact } from './clients/routes';
import { lead, sale } from './deal/routes';
import { doubles } from './doubles/routes';
import { anImport, imports } from './imports/routes';
import { inbox } from './inbox/routes';
import { accountLists, clients, contacts, leads, queue, sales } from './lists/routes';
import { notices } from './notices/routes';
import { Failed, Loading } from './parts/State';
import { reporting } from './reports/routes';
import { settings } from './settings/routes';
import { root } from './shell/root';
import { password, signIn } from './sign-in/routes';
import { meeting, stalled } from './stalled/routes';

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox' });
  },
});

/** Each room names its own addresses, and what they hold. */
const routeTree = root.addChildren([
  home,
  inbox,
  leads,
  queue,
  sales,
  clients,
  accountLists,
  contacts,
  imports,
  anImport,
  board,
  sale,
  lead,
  account,
  contact,
  doubles,
  stalled,
  meeting,
  ...reporting,
  settings,
  administration,
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
