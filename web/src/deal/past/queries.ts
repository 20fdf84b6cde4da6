import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, type Shown, told } from '../../api/client';
import type { Kind } from '../queries';

export type Then = Shown['SaleThen'] | Shown['LeadThen'];

/** How it stood after the decision at that moment. The past does not change, so it is read once. */
export const thenQuery = (kind: Kind, id: string, at: string | undefined) =>
  queryOptions({
    queryKey: ['then', id, at ?? ''],
    enabled: at !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    queryFn: async (): Promise<Then | null> => {
      const asked = { params: { path: { id }, query: { at: at ?? '', limit: 1 } } };
      const { asItStood } =
        kind === 'sale'
          ? await told(api.GET('/sales/{id}/history', asked))
          : await told(api.GET('/leads/{id}/history', asked));
      return asItStood ?? null;
    },
  });
