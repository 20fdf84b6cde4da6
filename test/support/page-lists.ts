import type { Page } from 'playwright-core';

const GRID = 'tbody tr:not([aria-hidden])';
const ITEM = ':is(ul, ol) > li';

/** A list of the page: where it is, the table that holds it, what one of its rows is, and what it says where there is none. */
export interface List {
  at: string;
  table: string;
  row: string;
  /** Null: a company has always some. */
  none: string | null;
  /** What is there before `come` is done, which leads to it. */
  ready?: string;
  come?: (page: Page) => Promise<void>;
  /** Where it stands, if not in the screen itself. */
  inside?: string;
}

/** A part of the administration, come to from another one: who asks is known by then. */
const part = (link: string, table: string, none: string | null = 'There is nothing yet.'): List => ({
  at: `/administration?part=${table === 'sources' ? 'offices' : 'sources'}`,
  ...{ table, none, row: 'section ul > li' },
  ready: '#main section :is(li, p)',
  come: (page) => page.getByRole('link', { name: link, exact: true }).click(),
});

const NOTHING_STANDS = 'Nothing stands here.';
const BEHIND = encodeURIComponent('/insight/deals?set=funnel.started&kind=sale&period=all time');
export const LISTS: Record<string, List> = {
  inbox: { at: '/inbox', table: 'tasks', row: ITEM, none: 'All done: nothing is wanted from you now.' },
  'board of sales': { at: '/board', table: 'process_instances', row: '[data-card]', none: NOTHING_STANDS },
  'column of the board': { at: '/board', table: 'sales', row: '[data-card]', none: NOTHING_STANDS },
  'board of leads': { at: '/board?kind=lead', table: 'leads', row: '[data-card]', none: NOTHING_STANDS },
  'board as a list': { at: '/board?view=list', table: 'sales', row: GRID, none: NOTHING_STANDS },
  'stalled board': { at: '/stalled', table: 'open_deals', row: 'ol > li', none: 'Nothing is stalled here.' },
  'stalled board in parts': {
    at: '/stalled?by=owner',
    table: 'open_deals',
    row: GRID,
    none: 'Nothing is stalled here.',
  },
  meeting: { at: '/stalled/meeting', table: 'open_deals', row: 'article', none: 'There is nothing to walk through.' },
  leads: { at: '/leads?view=all-leads', table: 'leads', row: GRID, none: 'There are no leads yet.' },
  'views of leads': { at: '/leads?view=all-leads', table: 'saved_views', row: GRID, none: 'There are no leads yet.' },
  queue: { at: '/leads/queue', table: 'lead_assignments', row: ITEM, none: 'No lead waits to be claimed.' },
  sales: { at: '/sales?view=all-sales', table: 'sales', row: GRID, none: 'There are no sales yet.' },
  clients: { at: '/clients?view=all-accounts', table: 'accounts', row: GRID, none: 'There are no clients yet.' },
  'lists of clients': { at: '/clients/lists', table: 'account_lists', row: ITEM, none: 'There are no lists yet.' },
  contacts: { at: '/contacts?view=all-contacts', table: 'contacts', row: GRID, none: 'There are no contacts yet.' },
  doubles: { at: '/duplicates', table: 'duplicate_pairs', row: ITEM, none: 'No pair waits to be looked at.' },
  notices: { at: '/notices', table: 'notifications', row: ITEM, none: 'You have been told nothing new.' },
  imports: { at: '/imports', table: 'imports', row: ITEM, none: 'No file has been brought in yet.' },
  'rules of alerts': { at: '/reports/alerts', table: 'alert_rules', row: ITEM, none: 'There are no rules yet.' },
  alerts: {
    ...{ at: '/reports/alerts', table: 'alerts', row: 'section:nth-of-type(2) li' },
    none: 'Nothing has been found yet.',
  },
  'saved reports': { at: '/reports', table: 'saved_reports', row: 'section ul > li', none: 'Nothing is saved yet' },
  'deals behind a number': {
    ...{ at: `/reports/workload?behind=${BEHIND}`, table: 'sales', row: ITEM, inside: '[role=dialog]' },
    none: 'There is nothing behind it any more.',
  },
  search: {
    ...{
      at: '/settings',
      table: 'search_entries',
      row: '[role=option]',
      inside: '[role=dialog]',
      none: 'Nothing was found.',
    },
    come: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('Only');
    },
  },
  people: part('People', 'people', null),
  teams: part('Teams', 'teams'),
  offices: part('Offices', 'offices'),
  roles: part('Roles', 'roles', null),
  calendars: part('Calendars', 'calendars', null),
  processes: part('Processes and reasons', 'current_versions', null),
  'added fields': part('Added fields', 'custom_fields'),
  'short lists': part('Short lists', 'catalogue_values'),
  properties: part('Properties', 'properties'),
  categories: part('Categories', 'categories'),
  sources: part('Sources and campaigns', 'sources'),
};
