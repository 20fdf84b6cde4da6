import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../api/client';

export const noticesQuery = queryOptions({
  queryKey: ['settings', 'notices'],
  queryFn: () => told(api.GET('/me/notices')),
});
export const browsersQuery = queryOptions({
  queryKey: ['settings', 'browsers'],
  queryFn: async () => (await told(api.GET('/me/push-subscriptions'))).items,
});
export const sessionsQuery = queryOptions({
  queryKey: ['settings', 'sessions'],
  queryFn: async () => (await told(api.GET('/me/sessions'))).items,
});
export const tokensQuery = queryOptions({
  queryKey: ['settings', 'tokens'],
  queryFn: async () => (await told(api.GET('/me/tokens'))).items,
});
export const feedQuery = queryOptions({
  queryKey: ['settings', 'feed'],
  queryFn: async () => (await told(api.GET('/me/calendar-feed'))).feed,
});
export const linkQuery = queryOptions({
  queryKey: ['settings', 'link'],
  queryFn: async () => (await told(api.GET('/me/calendar'))).calendar,
});
