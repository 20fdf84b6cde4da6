import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type Shown, told } from '../api/client';
import type { Entity, Width } from './search';

export type Field = Shown['ListField'];
export type View = Shown['SavedView'];
export type Cell = NonNullable<Shown['Columns']>[string];
export type Listed = Shown['ListedLead'] | Shown['ListedSale'] | Shown['ListedAccount'] | Shown['ListedContact'];

/** What is asked of a list. */
export interface Asked {
  view?: string | undefined;
  filter?: string | undefined;
  sort?: string | undefined;
  columns: string;
}

export interface Page {
  items: Listed[];
  next: string | null;
  asOf: string;
  total?: number;
}

const FIRST = 100;
/** Who goes on reads much: ten thousand rows are twenty more requests. */
const FURTHER = 500;

/** What of it is said; nothing is no parameter. */
const said = ({ view, filter, sort, columns }: Asked) => ({
  ...(view && { view }),
  ...(filter && { filter }),
  ...(sort && { sort }),
  columns,
});

/** A page of a list: the first one counts them all. */
export async function readPage(entity: Entity, asked: Asked, cursor = ''): Promise<Page> {
  const page = cursor === '' ? { limit: FIRST, count: 'true' as const } : { limit: FURTHER, cursor };
  const params = { params: { query: { ...said(asked), ...page } } };
  switch (entity) {
    case 'lead':
      return await told(api.GET('/leads', params));
    case 'sale':
      return await told(api.GET('/sales', params));
    case 'account':
      return await told(api.GET('/accounts', params));
    case 'contact':
      return await told(api.GET('/contacts', params));
  }
}

/** The rows of a list. They are read anew when somebody says so: `useRows` tells of what has come meanwhile. */
export const rowsQuery = (entity: Entity, asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ['rows', entity, asked],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ pageParam }) => readPage(entity, asked, pageParam),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

const KEPT_MS = 600_000;

/** What can be shown, filtered and ordered by. */
export const fieldsQuery = (entity: Entity) =>
  queryOptions({
    queryKey: ['list fields', entity],
    staleTime: KEPT_MS,
    queryFn: async (): Promise<Field[]> => {
      const { items } = await told(api.GET(`/${entity}s/fields` as '/leads/fields'));
      return items.filter(({ retired }) => !retired);
    },
  });

/** All that is wrong with a filter. */
export const checkQuery = (entity: Entity, filter: string) =>
  queryOptions({
    queryKey: ['list check', entity, filter],
    staleTime: KEPT_MS,
    queryFn: () =>
      told(api.GET(`/${entity}s/fields/check` as '/leads/fields/check', { params: { query: { filter } } })),
  });

export const viewsQuery = (entity: Entity) =>
  queryOptions({
    queryKey: ['views', entity],
    queryFn: async () => (await told(api.GET('/views', { params: { query: { entity } } }))).items,
  });

export interface AskedChart {
  view?: string | undefined;
  filter?: string | undefined;
  by: string;
  width?: Width | undefined;
  sum?: string | undefined;
}

export const chartQuery = (entity: Entity, { view, filter, by, width, sum }: AskedChart) =>
  queryOptions({
    queryKey: ['list chart', entity, { view, filter, by, width, sum }],
    queryFn: () => {
      const query = {
        by,
        ...(view && { view }),
        ...(filter && { filter }),
        ...(width && { width }),
        ...(sum && { sum }),
      };
      return told(api.GET(`/${entity}s/chart` as '/leads/chart', { params: { query } }));
    },
  });

export const accountListsQuery = queryOptions({
  queryKey: ['account lists'],
  queryFn: async () => (await told(api.GET('/account-lists'))).items,
});
