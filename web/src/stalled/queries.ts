import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type Shown, told } from '../api/client';
import { narrowed } from '../narrow/search';
import { pageOf as pageFrom } from '../parts/LongList';
import { PILES, type StalledSearch } from './search';

export type StalledDeal = Shown['StalledSale'] | Shown['StalledLead'];

/** What of the address the API is asked with. */
export const askedOf = (search: StalledSearch) => {
  const { kind = 'sale', pile = PILES[0] } = search;
  return { kind, pile, ...narrowed({ ...search }) };
};

const pageOf = (search: StalledSearch, cursor: string) => {
  const query = { ...askedOf(search), ...(cursor === '' && { count: 'true' }), ...pageFrom(cursor) };
  return told(api.GET('/insight/stalled', { params: { query: query as never } }));
};

/** A pile of the board, worst first; it follows what happens. */
export const boardQuery = (search: StalledSearch) =>
  infiniteQueryOptions({
    queryKey: ['stalled', 'board', askedOf(search)],
    queryFn: ({ pageParam }) => pageOf(search, pageParam),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** The same for a meeting: in the order in which it began, whatever is decided meanwhile. */
export const walkQuery = (search: StalledSearch) =>
  infiniteQueryOptions({
    queryKey: ['meeting', askedOf(search)],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ pageParam }) => pageOf(search, pageParam),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

export const groupsQuery = (search: StalledSearch) =>
  queryOptions({
    queryKey: ['stalled', 'groups', search.by, askedOf({ ...search, pile: undefined })],
    queryFn: () => {
      const { pile: _, ...asked } = askedOf(search);
      const query = { ...asked, ...(search.by && { by: search.by }) };
      return told(api.GET('/insight/stalled/groups', { params: { query: query as never } }));
    },
  });

/** The address of the pile as a file. */
export function fileOf(search: StalledSearch, format: 'csv' | 'xlsx'): string {
  const params = new URLSearchParams({ format });
  for (const [key, value] of Object.entries(askedOf(search)))
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) params.append(key, one);
  return `/api/v1/insight/stalled/export?${params}`;
}
