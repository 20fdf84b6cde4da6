import { useQuery } from '@tanstack/react-query';
import { api, type Shown, told } from '../api/client';
import { useMe } from '../api/me';
import { useWords } from '../words';
import type { Entity } from './queries';

export type Catalogue =
  | 'relationship-stage'
  | 'importance'
  | 'account-category'
  | 'decision-role'
  | 'industry'
  | 'region';

/** What cards are made of changes seldom. */
const SELDOM_MS = 10 * 60_000;

/** A short list that cards pick from: what it is called, and what may still be picked. */
export function useCatalogue(catalogue: Catalogue) {
  const { say } = useWords();
  const { data } = useQuery({
    queryKey: ['card-setup', catalogue],
    staleTime: SELDOM_MS,
    queryFn: () => told(api.GET('/catalogues/{catalogue}', { params: { path: { catalogue } } })),
  });
  const items = data?.items ?? [];
  return {
    /** What a key is called; other words of a list of suggestions stand as they are. */
    name: (key: string | null): string | null => {
      const known = items.find((one) => one.key === key);
      return known ? say(known.name) : key;
    },
    /** What may be picked: not what is retired, unless the card has it. */
    options: (held: string | null) =>
      items
        .filter(({ key, retiredAt }) => retiredAt === null || key === held)
        .map(({ key, name }) => ({ value: key, label: say(name) })),
  };
}

export const useProperties = (entity: Entity) =>
  useQuery({
    queryKey: ['card-setup', 'properties', entity],
    staleTime: SELDOM_MS,
    queryFn: () => told(api.GET('/properties/{entity}', { params: { path: { entity } } })),
  });

export const useCategories = (entity: Entity) =>
  useQuery({
    queryKey: ['card-setup', 'categories', entity],
    staleTime: SELDOM_MS,
    queryFn: () => told(api.GET('/categories/{entity}', { params: { path: { entity } } })),
  });

export type CustomField = Shown['CustomField'];

export const useCustomFields = (entity: Entity) =>
  useQuery({
    queryKey: ['card-setup', 'custom', entity],
    staleTime: SELDOM_MS,
    queryFn: () => told(api.GET('/custom-fields/{entity}', { params: { path: { entity } } })),
  });

/** What one's roles close of a record: hidden, or to be read only. Source: `closed` of `/me`. */
export function useClosed(entity: Entity): (field: string) => 'hidden' | 'read-only' | undefined {
  const { closed } = useMe();
  return (field) => closed[entity]?.[field];
}
