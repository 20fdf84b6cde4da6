/** The piles of what is stalled, in their order. */
export const PILES = ['over its limit', 'no next step', 'next step overdue', 'waiting past its date'] as const;
export type Pile = (typeof PILES)[number];

/** What the address of the board holds. */
export interface StalledSearch {
  kind?: 'lead' | undefined;
  pile?: Pile | undefined;
  owner?: string | undefined;
  process?: string | undefined;
}
