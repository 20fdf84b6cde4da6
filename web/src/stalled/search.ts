import { DIMENSIONS, type Dimension, type Narrowed, narrowed } from '../narrow/search';
import { oneOf, text, yes } from '../shell/address';

/** The piles of what is stalled, in their order; the last is of leads. */
export const PILES = [
  'over its limit',
  'no next step',
  'next step overdue',
  'waiting past its date',
  'never touched',
] as const;
export type Pile = (typeof PILES)[number];
export type BoardKind = 'sale' | 'lead';

export const pilesOf = (kind: BoardKind): readonly Pile[] => (kind === 'lead' ? PILES : PILES.slice(0, -1));

/** What the address of the board holds. */
export interface StalledSearch extends Narrowed {
  kind?: 'lead' | undefined;
  pile?: Pile | undefined;
  by?: Dimension | undefined;
}

/** What the address of a meeting holds beside: which deal is looked at, or that it is summed up. */
export interface MeetingSearch extends StalledSearch {
  deal?: string | undefined;
  end?: true | undefined;
}

export function stalledSearch(search: Record<string, unknown>): StalledSearch {
  const kind = oneOf(['lead'] as const, search.kind);
  const pile = oneOf(pilesOf(kind ?? 'sale'), search.pile);
  return { kind, pile, by: oneOf(DIMENSIONS, search.by), ...narrowed(search) };
}

export const meetingSearch = (search: Record<string, unknown>): MeetingSearch => ({
  ...stalledSearch(search),
  deal: text(search.deal),
  end: yes(search.end),
});
