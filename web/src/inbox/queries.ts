import { infiniteQueryOptions } from '@tanstack/react-query';
import type { Given } from '../answer/values';
import { api, keyed, type Shown, told } from '../api/client';

export type Item = Shown['InboxItem'];
export type Outcome = Shown['TaskOutcome'];
export const URGENCIES = ['escalated', 'overdue', 'due soon', 'on time'] as const;
export type Urgency = (typeof URGENCIES)[number];

export interface Filter {
  show?: 'snoozed' | 'waiting' | undefined;
  urgency?: Urgency | undefined;
  process?: string | undefined;
}

const PAGE = 50;

export const inboxQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['inbox', 'list', filter],
    queryFn: ({ pageParam }) => {
      const { show = 'now' as const, urgency, process } = filter;
      const query = {
        show,
        limit: PAGE,
        ...(urgency && { urgency }),
        ...(process && { process }),
        ...(pageParam && { cursor: pageParam }),
      };
      return told(api.GET('/inbox', { params: { query } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 60_000,
  });

const sent = (id: string, key: string) => ({ path: { id }, header: keyed(key) });

export const complete = (id: string, outcome: string, given: Given, expectedSeq: number, key: string) =>
  told(api.POST('/tasks/{id}/complete', { params: sent(id, key), body: { outcome, expectedSeq, ...given } }));
export const claim = (id: string, key: string) =>
  told(api.POST('/tasks/{id}/claim', { params: sent(id, key), body: {} }));
export const undo = (id: string, key: string) =>
  told(api.POST('/tasks/{id}/undo', { params: sent(id, key), body: {} }));
export const delegate = (id: string, personId: string, key: string) =>
  told(api.POST('/tasks/{id}/delegate', { params: sent(id, key), body: { personId } }));
export const comment = (id: string, body: string, key: string) =>
  told(api.POST('/tasks/{id}/comments', { params: sent(id, key), body: { body } }));
export const snooze = (id: string, until: string, key: string) =>
  told(api.POST('/tasks/{id}/snooze', { params: sent(id, key), body: { until } }));
export const wake = (id: string) => told(api.DELETE('/tasks/{id}/snooze', { params: { path: { id } } }));
