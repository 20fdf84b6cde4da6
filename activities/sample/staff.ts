import type { Language } from './lists';

/** Somebody of the sample company. Managers stand before those who report to them. */
export interface Employee {
  key: string;
  name: string;
  language: Language;
  office: 'moscow' | 'london';
  roles: readonly string[];
  manager?: string;
  teams?: readonly string[];
  /** What pools ask for: what they are able to do, and the lines of business they work in. */
  skills?: readonly string[];
  lines?: readonly string[];
  /** Gets a token, so that one may look at the product as they do. */
  signsIn?: true;
}

export const OFFICES = [
  { key: 'moscow', name: { en: 'Moscow', ru: 'Москва' }, zone: 'Europe/Moscow' },
  { key: 'london', name: { en: 'London', ru: 'Лондон' }, zone: 'Europe/London' },
] as const;

export const TEAMS = [
  { key: 'east', name: { en: 'East', ru: 'Восток' } },
  { key: 'west', name: { en: 'West', ru: 'Запад' } },
  { key: 'key-accounts', name: { en: 'Key accounts', ru: 'Ключевые клиенты' } },
] as const;

const east = { language: 'ru', office: 'moscow', roles: ['rep'], manager: 'a.orlova' } as const;
const west = { language: 'en', office: 'london', roles: ['rep'], manager: 'h.carter' } as const;

export const STAFF: readonly Employee[] = [
  { key: 'm.grant', name: 'Michael Grant', language: 'en', office: 'london', roles: ['manager', 'director'] },
  {
    key: 'a.orlova',
    name: 'Анна Орлова',
    language: 'ru',
    office: 'moscow',
    roles: ['manager'],
    manager: 'm.grant',
    teams: ['east', 'key-accounts'],
    signsIn: true,
  },
  {
    key: 'h.carter',
    name: 'Helen Carter',
    language: 'en',
    office: 'london',
    roles: ['manager'],
    manager: 'm.grant',
    teams: ['west', 'key-accounts'],
    signsIn: true,
  },
  {
    ...east,
    key: 'd.volkov',
    name: 'Дмитрий Волков',
    teams: ['east', 'key-accounts'],
    skills: ['tender', 'demo'],
    lines: ['pumps', 'control'],
    signsIn: true,
  },
  {
    ...east,
    key: 'm.lebedeva',
    name: 'Мария Лебедева',
    teams: ['east'],
    skills: ['demo'],
    lines: ['pumps', 'meters'],
  },
  {
    ...east,
    key: 's.novikov',
    name: 'Сергей Новиков',
    teams: ['east'],
    skills: ['design', 'tender'],
    lines: ['control'],
  },
  {
    ...east,
    key: 'e.morozova',
    name: 'Екатерина Морозова',
    teams: ['east'],
    skills: ['service'],
    lines: ['meters', 'service'],
  },
  {
    ...west,
    key: 'j.whitfield',
    name: 'James Whitfield',
    teams: ['west', 'key-accounts'],
    skills: ['tender', 'demo'],
    lines: ['pumps', 'control'],
    signsIn: true,
  },
  {
    ...west,
    key: 'p.nair',
    name: 'Priya Nair',
    teams: ['west'],
    skills: ['demo', 'service'],
    lines: ['meters', 'service'],
  },
  {
    ...west,
    key: 't.ashworth',
    name: 'Tom Ashworth',
    teams: ['west'],
    skills: ['design', 'tender'],
    lines: ['pumps', 'meters'],
  },
  {
    key: 'i.fedorova',
    name: 'Ирина Фёдорова',
    language: 'ru',
    office: 'moscow',
    roles: ['sales-ops'],
    manager: 'm.grant',
    signsIn: true,
  },
  {
    key: 'o.bennett',
    name: 'Olivia Bennett',
    language: 'en',
    office: 'london',
    roles: ['marketer'],
    manager: 'm.grant',
    signsIn: true,
  },
  {
    key: 'n.krylova',
    name: 'Наталья Крылова',
    language: 'ru',
    office: 'moscow',
    roles: ['service'],
    skills: ['service'],
    lines: ['service'],
    manager: 'a.orlova',
  },
  { key: 'p.zaitsev', name: 'Павел Зайцев', language: 'ru', office: 'moscow', roles: ['administrator'], signsIn: true },
  {
    key: 'v.belova',
    name: 'Вера Белова',
    language: 'ru',
    office: 'moscow',
    roles: ['lawyer'],
    manager: 'm.grant',
  },
  // A program: it tells sales of payments that came in.
  { key: 'erp', name: 'ERP', language: 'en', office: 'moscow', roles: ['integration'], signsIn: true },
];

/** How the sample people are known in the tables. */
export const externalKeyOf = (key: string): string => `sample:${key}`;
export const emailOf = (key: string): string => `${key}@dealwright.example`;
