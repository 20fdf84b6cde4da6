import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf } from '../shell/address';
import { root } from '../shell/root';
import { SHOWN, type Shown } from './search';

export const imports = createRoute({
  getParentRoute: () => root,
  path: '/imports',
  component: lazyRouteComponent(() => import('./Imports'), 'Imports'),
});

export const anImport = createRoute({
  getParentRoute: () => root,
  path: '/imports/$id',
  validateSearch: (search: Record<string, unknown>): { rows?: Shown | undefined } => ({
    rows: oneOf(SHOWN, search.rows),
  }),
  component: lazyRouteComponent(() => import('./Import'), 'Import'),
});
