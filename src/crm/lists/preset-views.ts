import type { Text } from '../../process';
import type { Entity } from './filter';

/** A view that ships: everybody has it, nobody changes it. */
export interface PresetView {
  id: string;
  entity: Entity;
  name: Text;
  filter: string;
  sort: string;
  columns: readonly string[];
}

const LEAD = ['number', 'topic', 'personName', 'organisation', 'rating', 'owner', 'startedAt', 'source'];
const SALE = ['number', 'title', 'account', 'amount', 'stage', 'owner', 'startedAt', 'dueAt'];

const lead = (
  id: string,
  en: string,
  ru: string,
  filter: string,
  sort = '-startedAt',
  more: readonly string[] = [],
): PresetView => ({
  id,
  entity: 'lead',
  name: { en, ru },
  filter,
  sort,
  columns: [...LEAD, ...more],
});

const sale = (id: string, en: string, ru: string, filter: string, more: readonly string[] = []): PresetView => ({
  id,
  entity: 'sale',
  name: { en, ru },
  filter,
  sort: '-startedAt',
  columns: [...SALE, ...more],
});

/**
 * The views that ship. "My" goes by who is responsible, not by who created it; closed means both ends; weeks begin on Monday in
 * the reader's zone. Source: DYN-05, DYN-38 to DYN-43, and "Read carefully" 3 and 7.
 */
export const PRESET_VIEWS: readonly PresetView[] = [
  lead('all-leads', 'All leads', 'Все лиды', '', '-startedAt', ['open', 'result']),
  lead('my-open-leads', 'My open leads', 'Мои открытые лиды', 'open and owner = me'),
  lead(
    'leads-in-work-order',
    'Open leads in the order of work',
    'Открытые лиды в порядке работы',
    'open and not postponed',
    '-rating,startedAt',
  ),
  lead('closed-leads', 'Closed leads', 'Закрытые лиды', 'not open', '-closedAt', ['result', 'closedAt']),
  lead(
    'leads-older-than-6-months',
    'Leads older than 6 months',
    'Лиды старше 6 месяцев',
    'startedAt < -6 months',
    'startedAt',
    ['open'],
  ),
  lead('leads-opened-this-week', 'Leads opened this week', 'Лиды, открытые на этой неделе', 'startedAt = this week'),
  lead('leads-opened-last-week', 'Leads opened last week', 'Лиды, открытые на прошлой неделе', 'startedAt = last week'),
  sale('all-sales', 'All sales', 'Все продажи', '', ['open', 'result']),
  sale('my-open-sales', 'My open sales', 'Мои открытые продажи', 'open and owner = me'),
  sale('closed-sales', 'Closed sales', 'Закрытые продажи', 'not open', ['result', 'closedAt']),
  {
    id: 'all-accounts',
    entity: 'account',
    name: { en: 'All organisations', ru: 'Все организации' },
    filter: '',
    sort: 'name',
    columns: ['name', 'industry', 'region', 'annualRevenue', 'owner'],
  },
  {
    id: 'my-accounts',
    entity: 'account',
    name: { en: 'My organisations', ru: 'Мои организации' },
    filter: 'owner = me',
    sort: 'name',
    columns: ['name', 'industry', 'region', 'annualRevenue', 'importance', 'category'],
  },
  {
    id: 'all-contacts',
    entity: 'contact',
    name: { en: 'All contact persons', ru: 'Все контактные лица' },
    filter: '',
    sort: 'name',
    columns: ['name', 'account', 'post', 'email', 'phone'],
  },
];
