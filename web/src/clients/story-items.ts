import type { Shown } from '../api/client';
import type { Story } from './queries';

export type Interaction = Shown['Interaction'];
export type Deal = Story['leads'][number] | Story['sales'][number];

/** One thing of a client's story: a contact with them, or a deal that began or ended. */
export type StoryItem =
  | { key: string; at: string; what: 'contact'; one: Interaction }
  | { key: string; at: string; what: 'began' | 'ended'; deal: Deal };

export const kindOf = (deal: Deal): 'sale' | 'lead' => ('title' in deal ? 'sale' : 'lead');
export const nameOf = (deal: Deal): string => ('title' in deal ? deal.title : deal.topic);

/** When deals began and ended, the newest first. */
export function dealItems(deals: readonly Deal[]): StoryItem[] {
  const items = deals.flatMap((deal): StoryItem[] => [
    { key: `${deal.id} began`, at: deal.startedAt, what: 'began', deal },
    ...(deal.closedAt ? [{ key: `${deal.id} ended`, at: deal.closedAt, what: 'ended' as const, deal }] : []),
  ]);
  return items.sort(newestFirst);
}

/**
 * Contacts and deals as one story, the newest first. While older contacts are still unread (`whole` is false), what is older than
 * the last read one waits with them: else they would push in above it.
 */
export function storyOf(contacts: readonly Interaction[], deals: readonly Deal[], whole: boolean): StoryItem[] {
  const last = contacts.at(-1);
  const told = contacts
    .filter(({ status }) => status !== 'planned')
    .map((one): StoryItem => ({ key: one.id, at: one.at, what: 'contact', one }));
  const among = dealItems(deals).filter(({ at }) => whole || last === undefined || at >= last.at);
  return [...told, ...among].sort(newestFirst);
}

const newestFirst = (one: StoryItem, other: StoryItem): number => Date.parse(other.at) - Date.parse(one.at);
