import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../api/client';
import type { Entity, ListName } from './parts';

const under = (...key: string[]) => ['administration', ...key];

export const officesQuery = queryOptions({
  queryKey: under('offices'),
  queryFn: async () => (await told(api.GET('/offices'))).items,
});
export const rolesQuery = queryOptions({
  queryKey: under('roles'),
  queryFn: async () => (await told(api.GET('/roles'))).items,
});
export const calendarsQuery = queryOptions({
  queryKey: under('calendars'),
  queryFn: async () => (await told(api.GET('/calendars'))).items,
});
export const calendarQuery = (key: string) =>
  queryOptions({
    queryKey: under('calendars', key),
    queryFn: () => told(api.GET('/calendars/{key}', { params: { path: { key } } })),
  });
export const processTextQuery = (key: string, version: number) =>
  queryOptions({
    queryKey: under('processes', key, String(version)),
    queryFn: () => {
      const params = { path: { key, version } };
      return told(api.GET('/processes/{key}/versions/{version}/text', { params, parseAs: 'text' }));
    },
  });
export const fieldsQuery = (entity: Entity) =>
  queryOptions({
    queryKey: under('fields', entity),
    queryFn: async () => (await told(api.GET('/custom-fields/{entity}', { params: { path: { entity } } }))).items,
  });
export const listQuery = (catalogue: ListName) =>
  queryOptions({
    queryKey: under('lists', catalogue),
    queryFn: async () => (await told(api.GET('/catalogues/{catalogue}', { params: { path: { catalogue } } }))).items,
  });
export const propertiesQuery = (entity: 'account' | 'contact') =>
  queryOptions({
    queryKey: under('properties', entity),
    queryFn: async () => (await told(api.GET('/properties/{entity}', { params: { path: { entity } } }))).items,
  });
export const categoriesQuery = (entity: 'account' | 'contact') =>
  queryOptions({
    queryKey: under('categories', entity),
    queryFn: async () => (await told(api.GET('/categories/{entity}', { params: { path: { entity } } }))).items,
  });
