import { oneOf, text } from '../shell/address';

/** What there are lists of. */
export type Entity = 'lead' | 'sale' | 'account' | 'contact';

export const WIDTHS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Width = (typeof WIDTHS)[number];
export const FORMS = ['bars', 'columns', 'line'] as const;
export type Form = (typeof FORMS)[number];

/** What the address of a list holds: all that makes the list what it is. */
export interface ListSearch {
  view?: string | undefined;
  /** In the filter language. */
  filter?: string | undefined;
  sort?: string | undefined;
  /** Keys of fields, with commas between. */
  columns?: string | undefined;
  /** The field that the chart beside the list is by; none: there is no chart. */
  chart?: string | undefined;
  width?: Width | undefined;
  sum?: string | undefined;
  form?: Form | undefined;
}

export const listSearch = (search: Record<string, unknown>): ListSearch => ({
  view: text(search.view),
  filter: text(search.filter),
  sort: text(search.sort),
  columns: text(search.columns),
  chart: text(search.chart),
  width: oneOf(WIDTHS, search.width),
  sum: text(search.sum),
  form: oneOf(FORMS, search.form),
});

/** Where each list is. */
export const PATHS = { lead: '/leads', sale: '/sales', account: '/clients', contact: '/contacts' } as const;
/** Where one of each is. */
export const CARDS = {
  lead: '/leads/$id',
  sale: '/sales/$id',
  account: '/accounts/$id',
  contact: '/contacts/$id',
} as const;
/** The field that names a row, and leads to its card. */
export const NAME = { lead: 'topic', sale: 'title', account: 'name', contact: 'name' } as const;
/** What is shown unless something else is asked. */
export const FIRST_VIEW = { lead: 'all-leads', sale: 'all-sales', account: 'all-accounts', contact: 'all-contacts' };
