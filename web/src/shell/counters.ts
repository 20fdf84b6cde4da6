import { useQuery } from '@tanstack/react-query';
import { api, told } from '../api/client';
import type { Place } from './place-list';

const EVERY_MS = 60_000;

export const countersQuery = {
  queryKey: ['inbox', 'counters'],
  queryFn: () => told(api.GET('/inbox/counters')),
  refetchInterval: EVERY_MS,
};
const noticeCountersQuery = {
  queryKey: ['notices', 'counters'],
  queryFn: () => told(api.GET('/notifications/counters')),
  refetchInterval: EVERY_MS,
};

/** How much waits at a place. */
export function useWaiting(): Partial<Record<Place['name'], number | undefined>> {
  const inbox = useQuery(countersQuery);
  const notices = useQuery(noticeCountersQuery);
  return { inbox: inbox.data?.shown, notices: notices.data?.unread };
}
