export const TABS = ['history', 'contacts', 'people', 'fields', 'tasks', 'files', 'origin', 'sharing'] as const;
export type Tab = (typeof TABS)[number];

/** What the address of a deal holds. */
export interface DealSearch {
  tab?: Tab | undefined;
  /** The decision after which it is shown; else as it is now. */
  after?: number | undefined;
}
