export const ENTITIES = ['account', 'contact', 'lead'] as const;
export type PairEntity = (typeof ENTITIES)[number];
export const STATUSES = ['open', 'dismissed', 'merged'] as const;

/** What the address of the found pairs holds. */
export interface DoublesSearch {
  entity?: PairEntity | undefined;
  status?: (typeof STATUSES)[number] | undefined;
}
