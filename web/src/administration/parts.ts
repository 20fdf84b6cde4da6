/** What an administrator and sales ops see to, in the order in which a company is set up. */
export const PARTS = [
  'people',
  'teams',
  'offices',
  'roles',
  'calendars',
  'processes',
  'fields',
  'lists',
  'properties',
  'categories',
  'sources',
] as const;
export type Part = (typeof PARTS)[number];

/** Kinds of records that fields are added to. */
export const ENTITIES = ['lead', 'sale', 'account', 'contact'] as const;
export type Entity = (typeof ENTITIES)[number];

/** The short lists that cards pick from. */
export const LISTS = [
  'industry',
  'region',
  'relationship-stage',
  'importance',
  'account-category',
  'decision-role',
  'competitor',
] as const;
export type ListName = (typeof LISTS)[number];
