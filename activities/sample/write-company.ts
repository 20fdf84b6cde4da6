import type { ClientBase } from 'pg';
import { copyRows } from '../bulk/copy-rows';
import { CARD_COLUMNS, cardCells, writeClientCards } from './client-cards';
import type { Company } from './company';
import type { Dice } from './dice';
import { emailOf, externalKeyOf, OFFICES, TEAMS } from './staff';

/** Writes people, clients and wares as of `at`, and exchange rates up to now, inside the caller's transaction. */
export async function writeCompany(
  client: ClientBase,
  company: Company,
  dice: Dice,
  at: number,
  now: number,
): Promise<void> {
  await writePeople(client, company, dice, at);
  await writeClients(client, company, at);
  await writeClientCards(client, company);
  await copyRows(
    client,
    'products',
    ['id', 'key', 'name', 'series', 'price_minor', 'currency'],
    company.products.map((one) => [one.id, slug(one.name), one.name, one.series, one.priceMinor, 'RUB']),
  );
  await copyRows(client, 'exchange_rates', ['currency', '"from"', 'rate'], ratesUntil(dice, now));
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Words as PostgreSQL reads an array of them. */
const arrayOf = (words: readonly string[] = []): string => `{${words.map((word) => JSON.stringify(word)).join(',')}}`;

async function writePeople(client: ClientBase, { people }: Company, dice: Dice, at: number): Promise<void> {
  const offices = new Map(OFFICES.map((one) => [one.key as string, { ...one, id: dice.id(at) }]));
  await copyRows(
    client,
    'offices',
    ['id', 'name', 'zone', 'calendar_key'],
    [...offices.values()].map((one) => [one.id, one.name, one.zone, 'office']),
  );
  const ids = new Map(people.map((one) => [one.key, one.id]));
  await copyRows(
    client,
    'people',
    [
      'id',
      'name',
      'email',
      'language',
      'roles',
      'skills',
      'lines',
      'manager_id',
      'office_id',
      'external_key',
      'created_at',
      'updated_at',
    ],
    people.map((one) => [
      one.id,
      one.name,
      emailOf(one.key),
      one.language,
      arrayOf(one.roles),
      arrayOf(one.skills),
      arrayOf(one.lines),
      ids.get(one.manager ?? ''),
      offices.get(one.office)?.id,
      externalKeyOf(one.key),
      new Date(at),
      new Date(at),
    ]),
  );
  const teams = TEAMS.map((one) => ({ ...one, id: dice.id(at) }));
  await copyRows(
    client,
    'teams',
    ['id', 'key', 'name'],
    teams.map((one) => [one.id, one.key, one.name]),
  );
  const members = teams.flatMap(({ id, key }) => people.filter((p) => p.teams?.includes(key)).map((p) => [id, p.id]));
  await copyRows(client, 'team_members', ['team_id', 'person_id'], members);
}

async function writeClients(client: ClientBase, { clients }: Company, at: number): Promise<void> {
  const since = new Date(at);
  await copyRows(
    client,
    'accounts',
    [
      'id',
      'name',
      'industry',
      'country',
      'founded_year',
      'employees',
      'holding_id',
      'owner_id',
      'created_at',
      'updated_at',
      ...CARD_COLUMNS,
    ],
    clients.map((one, n) => [
      one.id,
      one.name,
      one.industry,
      one.language === 'ru' ? 'Россия' : 'United Kingdom',
      one.foundedYear,
      one.employees,
      one.holdingId,
      one.owner.id,
      since,
      since,
      ...cardCells(one, n),
    ]),
  );
  const contacts = clients.flatMap((one) =>
    one.contacts.map((contact) => ({ ...contact, accountId: one.id, language: one.language })),
  );
  await copyRows(
    client,
    'contacts',
    ['id', 'name', 'email', 'phone', 'language', 'created_at', 'updated_at'],
    contacts.map((one) => [one.id, one.name, one.email, one.phone, one.language, since, since]),
  );
  await copyRows(
    client,
    'account_contacts',
    ['account_id', 'contact_id', 'post', 'decision_role'],
    contacts.map((one) => [one.accountId, one.id, one.post, one.decisionRole]),
  );
}

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;
const RATES = { EUR: 94, USD: 81, GBP: 108 } as const;

/** A rate a month for the last year; the first holds since long before. */
function ratesUntil(dice: Dice, at: number): (string | number)[][] {
  return Object.entries(RATES).flatMap(([currency, about]) =>
    Array.from({ length: 12 }, (_, i) => {
      const from = i === 11 ? '2000-01-01' : new Date(at - i * MONTH_MS).toISOString().slice(0, 10);
      return [currency, from, about + dice.between(-300, 300) / 100];
    }),
  );
}
