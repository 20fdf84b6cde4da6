import type { Actor, Definition, Fields, Instant, Money } from '../../src/process';
import { SYSTEM } from '../../src/process';
import type { Calendar } from '../../src/process/time/calendar';
import { createPast, type PastInstance } from '../bulk/past-instance';
import type { MadeHistory } from '../bulk/write-histories';
import type { Reference } from '../reference';
import type { Client, Colleague, Company } from './company';
import type { Dice } from './dice';
import { type LeadCast, leadStory, qualifiedLead, UNQUALIFIED } from './lead-stories';
import { moreOfLead } from './lead-words';
import { CONTACT_NAMES, INDUSTRIES, SOURCES, TOPICS } from './lists';
import { SALES, saleStory } from './sale-stories';
import { beginningOf, live } from './story';

/** A published version of a process. */
export interface Version {
  id: string;
  definition: Definition;
}

export interface Setting {
  dice: Dice;
  company: Company;
  reference: Reference;
  calendar: Calendar;
  now: Instant;
  sale: Version;
  lead: Version;
}

/** A history with the client whom it is about, if any. */
export interface SampleHistory extends MadeHistory {
  client: Client | null;
}

/** Every so many sales, one came from a lead. */
const FROM_LEAD = 10;

/** Lets the machine live the past half year of the sample company: sales, the leads they came from, other leads. */
export function makeHistories(setting: Setting): SampleHistory[] {
  const sales = Array.from({ length: SALES }, (_, n) => aSale(setting, n)).flat();
  const leads = Array.from({ length: UNQUALIFIED }, (_, n) => aLead(setting, n));
  return [...sales, ...leads];
}

/** The actor that somebody is; above the owner where that is what they act as. */
const actorOf = ({ id, roles, teams = [] }: Colleague, manages = false): Actor => ({ id, roles, teams, manages });

function aSale(setting: Setting, n: number): SampleHistory[] {
  const { dice, company, calendar, now, sale } = setting;
  const client = dice.pick(company.clients);
  const owner = actorOf(client.owner);
  const product = dice.pick(company.products);
  const amount = amountFor(dice, client, product.priceMinor);
  const fields: Fields = dice.chance(60) ? { amount } : {};
  const cast = { dice, calendar, now, amount, owner, ...around(company, client.owner) };
  const fromLead = n % FROM_LEAD === 3;
  const story = saleStory(n, cast, {
    actor: fromLead ? SYSTEM : owner,
    act: { type: 'start', owner: owner.id, fields: fromLead ? {} : fields },
  });
  const from = beginningOf(story, calendar, now);
  const past = pastOf(setting, 'sale', sale, from);
  const contact = dice.pick(client.contacts);
  const source = dice.pick(SOURCES);
  const lead = fromLead ? leadOf(setting, client, contact, source, { past, from }) : null;
  live(past, story, { calendar, from: lead?.past.snapshot().closedAt ?? from, now });
  const title = lead?.words.topic ?? `${product.name}, ${client.name}`;
  const words = { title, accountId: client.id, contactId: contact.id, productId: product.id, source };
  const made = { past, words, createdBy: owner.id, titles: titlesOf(client), client };
  return lead ? [lead, made] : [made];
}

/** In the client's currency; the list price is in the base currency. */
function amountFor(dice: Dice, { language }: Client, priceMinor: number): Money {
  const pieces = dice.between(1, 4);
  if (language === 'ru') return { minor: pieces * priceMinor, currency: 'RUB' };
  return { minor: Math.round((pieces * priceMinor) / 9_000) * 100, currency: dice.pick(['EUR', 'USD', 'GBP']) };
}

function around({ people }: Company, owner: Colleague): { manager: Actor; colleague: Actor } {
  const manager = people.find((one) => one.key === owner.manager);
  const colleague = people.find((one) => one.manager === owner.manager && one.id !== owner.id);
  if (!manager || !colleague) throw new Error(`${owner.name} has no manager or no colleague.`);
  return { manager: actorOf(manager, true), colleague: actorOf(colleague) };
}

const titlesOf = ({ language }: Client) => ({
  'by-hand#1': language === 'ru' ? 'Прислать референс-лист' : 'Send the list of references',
});

function pastOf({ dice, reference }: Setting, kind: 'sale' | 'lead', { id, definition }: Version, at: Instant) {
  const instance = { instanceId: dice.id(at), kind, versionId: id, definition };
  return createPast(instance, { reference, newId: dice.id });
}

/** The lead that a sale came from, up to the moment when it did. */
function leadOf(
  setting: Setting,
  client: Client,
  contact: Client['contacts'][number],
  source: string,
  sale: { past: PastInstance; from: Instant },
): SampleHistory {
  const { dice, calendar } = setting;
  const topic = dice.pick(TOPICS[client.language]);
  const saleId = sale.past.instance.instanceId;
  const into = { accountId: client.id, contactId: contact.id, saleId };
  const cast: LeadCast = { dice, calendar, now: sale.from, owner: actorOf(client.owner), topic };
  const { createdBy, start } = beginning(setting, client.owner, source);
  const story = qualifiedLead(cast, start, into);
  const from = beginningOf(story, calendar, sale.from);
  const past = pastOf(setting, 'lead', setting.lead, from);
  live(past, story, { calendar, from, now: sale.from });
  const { name: personName, email, phone } = contact;
  const words = { topic, personName, organisation: client.name, email, phone, source, industry: client.industry };
  const more = moreOfLead(client.foundedYear, client.language, source, past.snapshot());
  return { past, words: { ...more, ...words, post: contact.post, ...into }, createdBy, client };
}

/** Leads are typed in by the marketer, for the rep who shall work them. */
function beginning({ company }: Setting, owner: Colleague, source: string) {
  const marketer = company.people.find((one) => one.roles.includes('marketer')) ?? owner;
  const act = { type: 'start', owner: owner.id, fields: { source } } as const;
  return { createdBy: marketer.id, start: { actor: actorOf(marketer), act } };
}

function aLead(setting: Setting, n: number): SampleHistory {
  const { dice, company, calendar, now } = setting;
  const owner = dice.pick(company.people.filter((one) => one.roles.includes('rep')));
  const topic = dice.pick(TOPICS[owner.language]);
  const source = dice.pick(SOURCES);
  const { createdBy, start } = beginning(setting, owner, source);
  const story = leadStory(n, { dice, calendar, now, owner: actorOf(owner), topic }, start);
  const from = beginningOf(story, calendar, now);
  const past = pastOf(setting, 'lead', setting.lead, from);
  live(past, story, { calendar, from, now });
  const { first, last } = dice.pick(CONTACT_NAMES[owner.language]);
  const words = {
    topic,
    personName: `${dice.pick(first)} ${dice.pick(last)}`,
    organisation: owner.language === 'ru' ? `ООО «Новый клиент ${n + 1}»` : `New Client ${n + 1} Ltd`,
    email: `lead${n + 1}@client.example`,
    industry: dice.pick(INDUSTRIES),
    source,
    ...moreOfLead(n, owner.language, source, past.snapshot()),
  };
  return { past, words, createdBy, client: null };
}
