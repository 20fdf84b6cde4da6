import { queryOptions } from '@tanstack/react-query';
import { api, keyed, type Shown, told } from '../api/client';

export type Kind = 'sale' | 'lead';
/** A lead or a sale; its own page says too whether it is shared with the reader to be read alone. */
export type Card = (Shown['Sale'] | Shown['Lead']) & { toRead?: boolean };
export type HistoryEvent = Shown['HistoryEvent'];
export type Offer = Shown['Offer'];
export type Command = Shown['Command'];

const at = (id: string) => ({ params: { path: { id } } });

/** What is read of one lead or sale; all of it is read anew when something happens to it. */
export const cardQuery = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: ['deal', id, 'card'],
    queryFn: async (): Promise<Card> =>
      kind === 'sale' ? await told(api.GET('/sales/{id}', at(id))) : await told(api.GET('/leads/{id}', at(id))),
  });

export const allowedQuery = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: ['deal', id, 'allowed'],
    queryFn: async () =>
      kind === 'sale'
        ? await told(api.GET('/sales/{id}/allowed', at(id)))
        : await told(api.GET('/leads/{id}/allowed', at(id))),
  });

/** The decisions, oldest first: all of them, page by page. */
export const historyQuery = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: ['deal', id, 'history'],
    queryFn: async () => {
      const items: HistoryEvent[] = [];
      let cursor: string | null = null;
      do {
        const query: { limit: number; cursor?: string } = { limit: 500, ...(cursor !== null && { cursor }) };
        const asked = { params: { path: { id }, query } };
        const page: { items: HistoryEvent[]; next: string | null } =
          kind === 'sale'
            ? await told(api.GET('/sales/{id}/history', asked))
            : await told(api.GET('/leads/{id}/history', asked));
        items.push(...page.items);
        cursor = page.next;
      } while (cursor !== null);
      return { items };
    },
  });

export const deadlinesQuery = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: ['deal', id, 'deadlines'],
    queryFn: async () => {
      const asked = { params: { path: { id }, query: { explain: 'true' as const } } };
      return kind === 'sale'
        ? await told(api.GET('/sales/{id}/deadlines', asked))
        : await told(api.GET('/leads/{id}/deadlines', asked));
    },
  });

export const tasksQuery = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: ['deal', id, 'tasks'],
    queryFn: async () => {
      const asked = { params: { path: { id }, query: { limit: 100 } } };
      return kind === 'sale'
        ? await told(api.GET('/sales/{id}/tasks', asked))
        : await told(api.GET('/leads/{id}/tasks', asked));
    },
  });

export const interactionsQuery = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: ['deal', id, 'interactions'],
    queryFn: async () => {
      const asked = { params: { path: { id }, query: { limit: 50 } } };
      return kind === 'sale'
        ? await told(api.GET('/sales/{id}/interactions', asked))
        : await told(api.GET('/leads/{id}/interactions', asked));
    },
  });

/** A published version never changes. */
export const versionQuery = (key: string, version: number) =>
  queryOptions({
    queryKey: ['process', key, version],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const asked = { params: { path: { key, version } } };
      const { definition } = await told(api.GET('/processes/{key}/versions/{version}', asked));
      return definition as unknown as Definition;
    },
  });

/** Sends what is asked of a lead or a sale. */
export const command = async (kind: Kind, id: string, body: Command, key: string) => {
  const sent = { params: { path: { id }, header: keyed(key) }, body };
  return kind === 'sale'
    ? await told(api.POST('/sales/{id}/commands', sent))
    : await told(api.POST('/leads/{id}/commands', sent));
};

/** The deal right after it; or that it is kept while the engine is away. */
export type Answer = Awaited<ReturnType<typeof command>>;

type Text = { en: string; ru: string };

export interface FieldDefinition {
  type: 'text' | 'number' | 'percent' | 'money' | 'date' | 'boolean' | 'choice';
  name: Text;
  hint?: Text | null;
  options: Record<string, Text>;
}

export type TargetDefinition = string | null | readonly { when?: string | null; to: string }[];

export interface StageDefinition {
  name: Text;
  guidance: Text | null;
  clock: 'ours' | 'client';
  limit: { due: { by: string; span?: { amount: number; unit: string; working: boolean }; field?: string } } | null;
  tasks: Record<string, { name: Text; outcomes: Record<string, { name: Text; to: TargetDefinition }> }>;
}

/** What the page draws of a process: names and ways. What may be done now is not told by it, but by `allowed`. */
export interface Definition {
  name: Text;
  fields: Record<string, FieldDefinition>;
  stages: Record<string, StageDefinition>;
  closed: Record<string, { name: Text }>;
  moves: readonly { from: string | readonly string[]; to: string }[];
}
