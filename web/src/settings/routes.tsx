import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf } from '../shell/address';
import { root } from '../shell/root';

export const SETTINGS = ['own', 'notices', 'safety', 'programs', 'calendar'] as const;
export type SettingsPart = (typeof SETTINGS)[number];

export const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: (search: Record<string, unknown>): { part?: SettingsPart | undefined } => ({
    part: oneOf(SETTINGS, search.part),
  }),
  component: lazyRouteComponent(() => import('./Settings'), 'Settings'),
});
