import type { Dice } from './dice';
import { ACCOUNT_NAMES, CONTACT_NAMES, DECISION_ROLES, INDUSTRIES, type Language, PRODUCTS } from './lists';
import { type Employee, STAFF } from './staff';

export interface Colleague extends Employee {
  id: string;
}

export interface Client {
  id: string;
  name: string;
  language: Language;
  industry: string;
  owner: Colleague;
  foundedYear: number;
  employees: number;
  /** Of another client, made before it. */
  holdingId: string | null;
  contacts: readonly { id: string; name: string; post: string; decisionRole: string; email: string; phone: string }[];
}

/** The sample company but for what its people have done. */
export interface Company {
  people: readonly Colleague[];
  clients: readonly Client[];
  products: readonly { id: string; name: string; series: string; priceMinor: number }[];
}

/** Makes people, clients and wares as of an instant. The same dice give the same company. */
export function createCompany(dice: Dice, at: number): Company {
  const people = STAFF.map((one) => ({ ...one, id: dice.id(at) }));
  const clients: Client[] = [];
  for (const [i, nameEn] of ACCOUNT_NAMES.en.entries()) {
    clients.push(aClient(dice, at, { name: nameEn, language: 'en', people, clients, n: i }));
    clients.push(aClient(dice, at, { name: ACCOUNT_NAMES.ru[i] ?? '', language: 'ru', people, clients, n: i }));
  }
  const products = PRODUCTS.map(([name, series, price]) => ({
    id: dice.id(at),
    name,
    series,
    priceMinor: price * 100,
  }));
  return { people, clients, products };
}

interface About {
  name: string;
  language: Language;
  people: readonly Colleague[];
  clients: readonly Client[];
  n: number;
}

/** Every tenth client belongs to one that is there already. */
function aClient(dice: Dice, at: number, { name, language, people, clients, n }: About): Client {
  const kin = clients.filter((one) => one.language === language && one.holdingId === null);
  return {
    id: dice.id(at),
    name,
    language,
    industry: dice.pick(INDUSTRIES),
    owner: dice.pick(repsOf(people, language)),
    foundedYear: dice.between(1931, 2019),
    employees: dice.between(12, 4_000),
    holdingId: n % 10 === 9 ? dice.pick(kin).id : null,
    contacts: Array.from({ length: dice.between(1, 3) }, () => aContact(dice, at, language)),
  };
}

const repsOf = (people: readonly Colleague[], language: Language): Colleague[] =>
  people.filter((one) => one.language === language && one.roles.includes('rep'));

function aContact(dice: Dice, at: number, language: Language): Client['contacts'][number] {
  const { first, last, posts } = dice.pick(CONTACT_NAMES[language]);
  const id = dice.id(at);
  return {
    id,
    name: `${dice.pick(first)} ${dice.pick(last)}`,
    post: dice.pick(posts),
    decisionRole: dice.pick(DECISION_ROLES),
    email: `${id.slice(-8)}@client.example`,
    phone: language === 'ru' ? `+7 900 ${threeDigits(dice)}-00-00` : `+44 7700 900${threeDigits(dice)}`,
  };
}

const threeDigits = (dice: Dice): string => String(dice.between(0, 999)).padStart(3, '0');
