import type { ClientBase } from 'pg';
import { v5 as derivedId } from 'uuid';
import { isInn } from '../../src/crm';
import { copyRows } from '../bulk/copy-rows';
import type { Client, Company } from './company';

/** Ids that follow from a client's, so that what stands on cards takes no throw of the dice. */
const ON_CARDS = '0b6f6f0e-5a52-5d1c-9a3e-7f1f0f5d9c41';

const REGIONS = {
  ru: ['Москва', 'Санкт-Петербург', 'Свердловская область', 'Республика Татарстан', 'Краснодарский край'],
  en: ['Greater London', 'Yorkshire', 'Scotland', 'Wales', 'West Midlands'],
} as const;
const CITIES = {
  ru: ['Москва', 'Санкт-Петербург', 'Екатеринбург', 'Казань', 'Краснодар'],
  en: ['London', 'Leeds', 'Glasgow', 'Cardiff', 'Birmingham'],
} as const;
const STREETS = { ru: 'ул. Заводская', en: 'Mill Lane' } as const;
const STAGES = ['customer', 'interested', 'loyal', 'prospect', 'lapsed'] as const;
const ACTIVITIES = {
  ru: [['производство'], ['производство', 'оптовая торговля'], ['перевозки'], ['услуги']],
  en: [['production'], ['production', 'wholesale'], ['transport'], ['services']],
} as const;

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T;
const size = ({ employees }: Client) => (employees > 2000 ? 'large' : employees > 400 ? 'medium' : 'small');
const byOption = (en: string, ru: string) => ({ en, ru });

/** Nine digits and the one that they control. */
function innOf(n: number): string {
  const nine = `77${String(n * 7_919 + 1_000_003).slice(0, 7)}`;
  return [...'0123456789'].map((last) => nine + last).find(isInn) ?? nine;
}

/** The columns of accounts that the cards of the sample fill in. */
export const CARD_COLUMNS = [
  ...['region', 'legal_name', 'tax_number', 'website', 'activities', 'relationship_stage', 'importance', 'category'],
  ...['annual_revenue_minor', 'currency', 'notes', 'custom'],
] as const;

/** Their values for the nth client. Every sixth lacks some: there is something to find in what is missing. */
export function cardCells(client: Client, n: number): (string | number | object | null)[] {
  const { language, name, employees } = client;
  const known = n % 6 !== 5;
  return [
    known ? pick(REGIONS[language], n) : null,
    name,
    language === 'ru' ? innOf(n) : `GB${String(100_000_000 + n * 7_919)}`,
    known ? `https://client-${n}.example` : null,
    `{${pick<readonly string[]>(ACTIVITIES[language], n)
      .map((one) => JSON.stringify(one))
      .join(',')}}`,
    pick(STAGES, n),
    known ? { large: 'high', medium: 'medium', small: 'low' }[size(client)] : null,
    { large: 'a', medium: 'b', small: 'c' }[size(client)],
    employees * 350_000_00,
    language === 'ru' ? 'RUB' : 'GBP',
    n % 4 === 0
      ? language === 'ru'
        ? 'Просят счёт в начале месяца.'
        : 'Wants invoices at the beginning of the month.'
      : null,
    { 'client-since': `${2015 + (n % 10)}-0${1 + (n % 9)}-15`, credit: pick(['good', 'fair', 'poor'], n) },
  ];
}

/** Writes what cards pick from, and what stands beside accounts and contacts: points, addresses, requisites, marks. */
export async function writeClientCards(client: ClientBase, { clients }: Company): Promise<void> {
  await writeSetup(client);
  const at = (what: string, of: { id: string }) => derivedId(`${what} ${of.id}`, ON_CARDS);
  const reached = [...clients.entries()].filter(([n]) => n % 7 !== 6);
  const phone = (n: number, { language }: Client) =>
    language === 'ru' ? `+7495200${String(1000 + n)}` : `+44207946${String(1000 + n)}`;
  await copyRows(
    client,
    'contact_points',
    ['id', 'account_id', 'kind', 'value', 'normal', 'position'],
    reached.flatMap(([n, one]) => [
      [at('phone', one), one.id, 'phone', phone(n, one), phone(n, one), 0],
      [at('e-mail', one), one.id, 'e-mail', `office@client-${n}.example`, `office@client-${n}.example`, 1],
    ]),
  );
  await copyRows(
    client,
    'addresses',
    ['id', 'account_id', 'kind', 'country', 'city', 'line', 'position'],
    clients.map((one, n) => [
      ...[at('address', one), one.id, 'legal', one.language === 'ru' ? 'Россия' : 'United Kingdom'],
      ...[pick(CITIES[one.language], n), `${STREETS[one.language]}, ${n + 1}`, 0],
    ]),
  );
  await copyRows(
    client,
    'requisites',
    ['id', 'account_id', 'name', 'bank', 'bank_code', 'bank_account', 'position'],
    clients
      .filter((one, n) => one.language === 'ru' && n % 3 === 1)
      .map((one) => [at('requisites', one), one.id, one.name, 'Банк «Пример»', '044525000', '40702810000000000000', 0]),
  );
  await copyRows(
    client,
    'record_properties',
    ['id', 'account_id', 'property', 'value'],
    clients.map((one) => [at('size', one), one.id, 'size', size(one)]),
  );
  await copyRows(
    client,
    'record_categories',
    ['id', 'account_id', 'category'],
    clients.flatMap((one, n) => [
      ...(n % 3 === 0 ? [[at('tenders', one), one.id, 'tenders']] : []),
      ...(n % 5 === 0 ? [[at('exporter', one), one.id, 'exporter']] : []),
    ]),
  );
}

async function writeSetup(client: ClientBase): Promise<void> {
  const sizes = {
    small: byOption('Small', 'Малый'),
    medium: byOption('Medium', 'Средний'),
    large: byOption('Large', 'Крупный'),
  };
  const credit = {
    good: byOption('Good', 'Хорошая'),
    fair: byOption('Fair', 'Средняя'),
    poor: byOption('Poor', 'Плохая'),
  };
  await copyRows(
    client,
    'properties',
    ['entity', 'key', 'name', 'options'],
    [['account', 'size', byOption('Size', 'Размер'), sizes]],
  );
  await copyRows(
    client,
    'categories',
    ['entity', 'key', 'name', 'position'],
    [
      ['account', 'tenders', byOption('Buys by tender', 'Покупает через тендеры'), 1],
      ['account', 'exporter', byOption('Exporter', 'Экспортёр'), 2],
    ],
  );
  await copyRows(
    client,
    'custom_fields',
    ['entity', 'key', 'type', 'name', 'options', 'position'],
    [
      ['account', 'client-since', 'date', byOption('Client since', 'Клиент с'), {}, 1],
      ['account', 'credit', 'choice', byOption('Financial position', 'Финансовое положение'), credit, 2],
    ],
  );
  await copyRows(
    client,
    'catalogue_values',
    ['catalogue', 'key', 'name', 'notes', 'position'],
    [
      ['competitor', 'hydromach', byOption('Hydromach', 'Гидромаш'), 'Cheaper, slow to deliver', 1],
      ['competitor', 'pumpworks', byOption('Pumpworks', 'Пампворкс'), null, 2],
    ],
  );
}
