/** With whom something of one's own is shared: its owner alone, some teams, or everybody. */
export const SHARES = ['nobody', 'teams', 'everybody'] as const;
export type Share = (typeof SHARES)[number];

/** Whether a reader may see a row that has an owner and is shared: `me` and `teams` are places of their id and team keys. */
export const SHARED_WITH = (alias: string, me: string, teams: string): string =>
  `(${alias}.owner_id = ${me}::uuid OR ${alias}.shared = 'everybody' OR (${alias}.shared = 'teams' AND ${alias}.teams && ${teams}::text[]))`;
