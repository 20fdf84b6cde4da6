import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';
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

/** Whether only a part of the inbox is asked for. */
export const narrowed = ({ show, urgency, process }: Filter) => Boolean(show || urgency || process);

const PAGE = 50;

/** Where a page of the list begins, and which it is. */
interface From {
  cursor: string;
  at: number;
}
export interface InboxPage {
  items: Item[];
  next: string | null;
}
export type InboxPages = InfiniteData<InboxPage, From>;

/**
 * So many pages are read anew when something happens. Of thousands of tasks the further ones are not: what happens to their deals
 * is put into them (`further.ts`).
 */
export const ANEW = 4;

const asked = ({ show, urgency, process }: Filter) => ({
  show: show ?? ('now' as const),
  ...(urgency && { urgency }),
  ...(process && { process }),
});

export const listKey = (filter: Filter) => ['inbox', 'list', filter] as const;

export const inboxQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: listKey(filter),
    queryFn: async ({ pageParam: { cursor, at }, client }): Promise<InboxPage> => {
      const known = at < ANEW ? undefined : client.getQueryData<InboxPages>(listKey(filter))?.pages[at];
      const query = { ...asked(filter), limit: PAGE, ...(cursor && { cursor }) };
      return known ?? (await told(api.GET('/inbox', { params: { query } })));
    },
    initialPageParam: { cursor: '', at: 0 } as From,
    getNextPageParam: ({ next }, pages) => (next === null ? null : { cursor: next, at: pages.length }),
    refetchInterval: 60_000,
  });

/** The tasks of some deals as they stand now. */
export async function tasksNow(filter: Filter, instance: string[]): Promise<Item[]> {
  const query = { ...asked(filter), instance, limit: 200 };
  return (await told(api.GET('/inbox', { params: { query } }))).items;
}

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

/** What an answer is kept under while it is typed. */
export const scopeOf = (item: Item, outcome: string): string => `task.${item.id}.${outcome}`;
