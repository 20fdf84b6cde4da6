import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, keyed, type Shown, told } from '../api/client';
import type { StoryKind } from './search';

/** An organisation, or a person. */
export type Entity = 'account' | 'contact';
/** Whose card it is. */
export interface Of {
  kind: Entity;
  id: string;
}
export type AccountCard = Shown['AccountCard'];
export type ContactCard = Shown['Contact'];
export type Story = Pick<Shown['Story'], 'now' | 'types' | 'leads' | 'sales' | 'purchases'> & {
  members?: Shown['Story']['members'];
};

const PAGE = 30;
const at = (id: string) => ({ params: { path: { id } } });

/** Everything that is read of one client has a key that begins so, and is read anew together. */
export const clientKey = (id: string) => ['client', id] as const;

export const accountQuery = (id: string) =>
  queryOptions({ queryKey: [...clientKey(id), 'card'], queryFn: () => told(api.GET('/accounts/{id}', at(id))) });

export const contactQuery = (id: string) =>
  queryOptions({ queryKey: [...clientKey(id), 'card'], queryFn: () => told(api.GET('/contacts/{id}', at(id))) });

/** What is planned with a client, the soonest first. */
export const plannedQuery = ({ kind, id }: Of) =>
  queryOptions({
    queryKey: [...clientKey(id), 'interactions', 'planned'],
    queryFn: () =>
      told(
        api.GET('/interactions', {
          params: { query: { [kind]: id, status: 'planned', order: 'soonest', limit: PAGE } },
        }),
      ),
  });

/** How things stand with a client, and their deals; the contacts with them are read by `contactsQuery`. */
export const storyQuery = ({ kind, id }: Of) =>
  queryOptions({
    queryKey: [...clientKey(id), 'story'],
    queryFn: async (): Promise<Story> => {
      const asked = { params: { path: { id }, query: { limit: 1 } } };
      return kind === 'account'
        ? await told(api.GET('/accounts/{id}/story', asked))
        : await told(api.GET('/contacts/{id}/story', asked));
    },
  });

/** Calls, mails, meetings and the like with a client, the newest first, a page at a time. */
export const contactsQuery = ({ kind: of, id }: Of, kind: Exclude<StoryKind, 'deals'> | undefined) =>
  infiniteQueryOptions({
    queryKey: [...clientKey(id), 'interactions', kind ?? 'all'],
    queryFn: ({ pageParam }) => {
      const query = { [of]: id, limit: PAGE, ...(kind && { kind }), ...(pageParam && { cursor: pageParam }) };
      return told(api.GET('/interactions', { params: { query } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

export const documentsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...clientKey(id), 'documents'],
    queryFn: ({ pageParam }) => {
      const query = { limit: PAGE, ...(pageParam && { cursor: pageParam }) };
      return told(api.GET('/accounts/{id}/documents', { params: { path: { id }, query } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** Who changed what on the card, the newest first. */
export const changesQuery = ({ kind, id }: Of) =>
  infiniteQueryOptions({
    queryKey: [...clientKey(id), 'changes'],
    queryFn: async ({ pageParam }) => {
      const query = { limit: 10, ...(pageParam && { cursor: pageParam }) };
      const asked = { params: { path: { id }, query } };
      return kind === 'account'
        ? await told(api.GET('/accounts/{id}/changes', asked))
        : await told(api.GET('/contacts/{id}/changes', asked));
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

export const scoreQuery = (id: string) =>
  queryOptions({
    queryKey: [...clientKey(id), 'score'],
    queryFn: () => told(api.GET('/accounts/{id}/score', at(id))),
  });

export const consentsQuery = (id: string) =>
  queryOptions({
    queryKey: [...clientKey(id), 'consents'],
    queryFn: () => told(api.GET('/contacts/{id}/consents', at(id))),
  });

export const mergesQuery = ({ kind, id }: Of) =>
  queryOptions({
    queryKey: [...clientKey(id), 'merges'],
    queryFn: () => told(api.GET('/merges', { params: { query: { [kind]: id, limit: 20 } } })),
  });

/** What somebody types over on a card; what is left out stays. */
export type Change = Partial<Omit<Shown['AccountChange'] & Shown['ContactChange'], 'revision'>>;

/** Changes a card as it was seen. @throws Refused with code MovedOn and the differences, if somebody was quicker */
export async function change({ kind, id }: Of, body: Change & { revision: number }, key: string) {
  const sent = { params: { path: { id }, header: keyed(key) }, body };
  return kind === 'account' ? await told(api.PUT('/accounts/{id}', sent)) : await told(api.PUT('/contacts/{id}', sent));
}
