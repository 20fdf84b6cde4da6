import { z } from 'zod';
import { type Briefing, CARD_LIGHTS, CHANNELS, INTERACTION_KINDS, PURPOSES } from '../crm';
import type { Money } from '../process';
import { DateOut, isoOf, isoOrNull, MoneyOut, moneyOut, Ref, Text, Time } from './schema';

const light = z.enum(CARD_LIGHTS).nullable();
const kind = z.enum(['lead', 'sale']);

const Account = Ref.extend({
  legalName: z.string().nullable(),
  curator: Ref.nullable(),
  holding: Ref.nullable(),
  industry: Text.nullable(),
  region: Text.nullable(),
  country: z.string().nullable(),
  website: z.string().nullable(),
  phones: z.array(z.string()),
  employees: z.number().nullable(),
  annualRevenue: MoneyOut.nullable(),
  relationshipStage: Text.nullable(),
  importance: Text.nullable(),
  category: Text.nullable(),
  notes: z.string().nullable(),
}).meta({ id: 'BriefedAccount' });

const Person = Ref.extend({
  email: z.string().nullable(),
  phone: z.string().nullable(),
  language: z.string().nullable(),
  notes: z.string().nullable().meta({ description: 'Of the person that it is about only' }),
  places: z
    .array(z.object({ account: Ref, post: z.string().nullable(), role: Text.nullable() }).meta({ id: 'BriefedPlace' }))
    .meta({ description: 'Where they work, with the role in decisions' }),
  doNotCall: z.boolean(),
  channel: z.enum(CHANNELS).nullable().meta({ description: 'How they want to be reached' }),
  bestHours: z.string().nullable(),
  consents: z
    .array(z.object({ channel: z.enum(CHANNELS), purpose: z.enum(PURPOSES), given: z.boolean(), at: Time }))
    .meta({ description: 'What they said last of each channel and purpose' }),
}).meta({ id: 'BriefedPerson' });

const Task = z.object({
  id: z.uuid(),
  name: Text,
  holder: Ref.nullable().meta({ description: 'Null: it waits for whoever claims it' }),
  dueAt: Time.nullable(),
  light,
  outcomes: z.array(Text),
});

const Deal = z
  .object({
    id: z.uuid(),
    kind,
    number: z.number(),
    name: z.string(),
    process: Text,
    stage: z.object({ key: z.string(), name: Text }),
    open: z.boolean(),
    light,
    turn: z.enum(['ours', 'client']).nullable(),
    signal: z.object({ light: z.enum(['red', 'yellow', 'green']), say: Text.nullable() }).nullable(),
    owner: Ref,
    product: Ref.nullable(),
    amount: MoneyOut.nullable(),
    probabilityPct: z.number().nullable(),
    decisionDate: DateOut.nullable(),
    dueAt: Time.nullable(),
    waitUntil: Time.nullable(),
    waitReason: z.string().nullable(),
    need: z.string().nullable(),
    plans: z.string().nullable(),
    guidance: Text.nullable(),
    tasks: z.array(Task).meta({ description: 'What its process expects now' }),
  })
  .meta({ id: 'BriefedDeal' });

const Promised = z
  .object({
    what: z.enum(['task', 'contact']),
    name: Text,
    kind: z.string().nullable().meta({ description: 'Of a planned contact: call, meeting, ...' }),
    at: Time.nullable(),
    light,
    who: Ref.nullable(),
    deal: z.object({ id: z.uuid(), kind, number: z.number(), name: z.string() }).nullable(),
  })
  .meta({ id: 'Promised' });

const Interaction = z.object({
  id: z.uuid(),
  kind: z.enum(INTERACTION_KINDS),
  direction: z.string().nullable(),
  at: Time,
  subject: z.string(),
  result: z.string().nullable(),
  contact: Ref.nullable(),
  author: Ref.nullable(),
});

/** What has to be known before a call or a meeting. */
export const BriefingView = z
  .object({
    of: z.object({ kind: z.enum(['account', 'contact', 'lead', 'sale']), id: z.uuid(), name: z.string() }),
    account: Account.nullable(),
    typed: z
      .object({
        personName: z.string().nullable(),
        post: z.string().nullable(),
        organisation: z.string().nullable(),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        country: z.string().nullable(),
        region: z.string().nullable(),
      })
      .meta({ id: 'BriefedLead' })
      .nullable()
      .meta({ description: 'Who a lead is that is linked to no client yet' }),
    people: z.array(Person).meta({ description: 'The one it is about first, then those with a role in decisions' }),
    deals: z.array(Deal).meta({ description: 'The one it is about first, then open ones by what is due first' }),
    promises: z
      .array(Promised)
      .meta({ description: 'Open tasks of those, and planned contacts, by what is due first' }),
    cases: z.array(Interaction).meta({ description: 'Questions to support that have no solution yet' }),
    interactions: z.array(Interaction).meta({ description: 'The last ones, the newest first' }),
    interests: z.array(z.object({ name: z.string(), times: z.number(), lastAt: Time })),
    purchases: z.array(
      z.object({ number: z.number(), title: z.string(), amount: MoneyOut.nullable(), closedAt: Time.nullable() }),
    ),
    counts: z
      .object({
        openLeads: z.number(),
        openSales: z.number(),
        wonSales: z.number(),
        lostSales: z.number(),
        interactions: z.number(),
      })
      .meta({ description: 'All that there are: lists show the first' }),
    asOf: Time,
  })
  .meta({ id: 'Briefing' });

const money = (value: Money | null) => value && moneyOut(value);

const interactionView = (one: Briefing['interactions'][number]) => ({
  ...(one as typeof one & { kind: 'call' }),
  at: isoOf(one.at),
});

/** A briefing as it goes over HTTP. */
export function briefingView({ account, asOf, ...briefing }: Briefing): z.input<typeof BriefingView> {
  return {
    ...briefing,
    account: account && { ...account, annualRevenue: money(account.annualRevenue) },
    people: briefing.people.map((one) => ({
      ...one,
      consents: one.consents.map((said) => ({ ...said, at: isoOf(said.at) })),
    })),
    deals: briefing.deals.map((deal) => ({
      ...deal,
      amount: money(deal.amount),
      dueAt: isoOrNull(deal.dueAt),
      waitUntil: isoOrNull(deal.waitUntil),
      tasks: deal.tasks.map((task) => ({ ...task, dueAt: isoOrNull(task.dueAt) })),
    })),
    promises: briefing.promises.map((one) => ({ ...one, at: isoOrNull(one.at) })),
    cases: briefing.cases.map(interactionView),
    interactions: briefing.interactions.map(interactionView),
    interests: briefing.interests.map((one) => ({ ...one, lastAt: isoOf(one.lastAt) })),
    purchases: briefing.purchases.map((one) => ({
      ...one,
      amount: money(one.amount),
      closedAt: isoOrNull(one.closedAt),
    })),
    asOf: isoOf(asOf),
  };
}
