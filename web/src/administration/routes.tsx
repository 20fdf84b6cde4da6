import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf, text } from '../shell/address';
import { root } from '../shell/root';
import { ENTITIES, type Entity, PARTS, type Part } from './parts';

/** What the address of the administration holds: which part, and there which kind of record, list or text. */
export interface AdministrationSearch {
  part?: Part | undefined;
  entity?: Entity | undefined;
  of?: string | undefined;
}

export const administration = createRoute({
  getParentRoute: () => root,
  path: '/administration',
  validateSearch: (search: Record<string, unknown>): AdministrationSearch => ({
    part: oneOf(PARTS, search.part),
    entity: oneOf(ENTITIES, search.entity),
    of: text(search.of),
  }),
  component: lazyRouteComponent(() => import('./Administration'), 'Administration'),
});
