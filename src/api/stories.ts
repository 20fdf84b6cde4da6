import { z } from 'zod';
import type { Sight } from '../access';
import {
  type ChangedEntity,
  clientStory,
  contactPersons,
  holdingMembers,
  INTERACTION_KINDS,
  readAccount,
  readContact,
  type StoryHead,
} from '../crm';
import { AccountView, accountView, PersonView } from './account-views';
import { seenCard } from './card-write';
import { ContactView, contactView } from './contacts';
import type { Context } from './context';
import { InteractionView, interactionView } from './interactions';
import { notFound } from './problem';
import { type Asked, type Route, route } from './route';
import { Id, isoOf, MoneyOut, moneyOut, paging, Ref, Time } from './schema';
import { LeadRow, type LeadRowView, rowView, SaleRow, type SaleRowView } from './views';

const Head = z
  .object({
    openLeads: z.number(),
    openSales: z.number(),
    wonSales: z.number(),
    lostSales: z.number(),
    openAmounts: z.array(MoneyOut).meta({ description: 'Of open sales, a sum for each currency' }),
    wonAmounts: z.array(MoneyOut),
    lastContact: z
      .object({
        id: z.uuid(),
        kind: z.enum(INTERACTION_KINDS),
        at: Time,
        subject: z.string(),
        author: Ref.nullable(),
      })
      .nullable(),
    nextDue: z.object({ at: Time, instanceId: z.uuid(), kind: z.enum(['lead', 'sale']) }).nullable(),
    interests: z
      .array(z.object({ id: z.uuid(), name: z.string(), times: z.number(), lastAt: Time }))
      .meta({ description: 'Products of its leads, sales and touches, the most frequent first' }),
    interactions: z.number(),
    touches: z.number(),
  })
  .meta({ id: 'StoryHead', description: 'How things stand, so that nobody need read a long history to know' });

const headView = (head: StoryHead): z.input<typeof Head> => {
  const { openAmounts, wonAmounts, lastContact, nextDue, interests, ...counts } = head;
  return {
    ...counts,
    openAmounts: openAmounts.map(moneyOut),
    wonAmounts: wonAmounts.map(moneyOut),
    lastContact: lastContact && {
      ...(lastContact as typeof lastContact & { kind: 'call' }),
      at: isoOf(lastContact.at),
    },
    nextDue: nextDue && { ...(nextDue as typeof nextDue & { kind: 'lead' }), at: isoOf(nextDue.at) },
    interests: interests.map((one) => ({ ...one, lastAt: isoOf(one.lastAt) })),
  };
};

const Purchase = z.object({
  saleId: z.uuid(),
  number: z.number(),
  title: z.string(),
  product: Ref.nullable(),
  amount: MoneyOut.nullable(),
  closedAt: Time.nullable(),
});

const told = {
  now: Head,
  types: z
    .array(z.object({ process: z.string(), total: z.number(), open: z.number() }))
    .meta({ description: 'How many processes of each type there are, finished ones included' }),
  leads: z.array(LeadRow),
  sales: z.array(SaleRow).meta({ description: 'Each with its stage and, once it is closed, its outcome' }),
  purchases: z.array(Purchase).meta({ description: 'The sales that were won, of those above' }),
  interactions: z.array(InteractionView).meta({ description: 'The newest first' }),
  next: z.string().nullable().meta({ description: 'The cursor for older interactions; null when these are the last' }),
  asOf: Time,
};

const AccountStory = z
  .object({
    account: AccountView,
    contacts: z.array(PersonView),
    members: z
      .array(
        z
          .object({ id: z.uuid(), name: z.string(), importance: z.string().nullable(), openSales: z.number() })
          .meta({ id: 'StoryHolding' }),
      )
      .meta({ description: 'Organisations that belong to it' }),
    ...told,
  })
  .meta({ id: 'Story' });
const ContactStory = z.object({ contact: ContactView, ...told }).meta({ id: 'ContactStory' });

const query = z.strictObject({ ...paging, limit: paging.limit.default(100) });

async function tell(
  context: Context,
  of: { entity: ChangedEntity; id: string; sight: Sight },
  page: z.output<typeof query>,
) {
  const now = context.clock.now();
  const { now: head, types, leads, sales, interactions } = await clientStory(context, of, page, now);
  const rows = sales.map((row) => rowView(row, now) as SaleRowView);
  return {
    now: headView(head),
    types,
    leads: leads.map((row) => rowView(row, now) as LeadRowView),
    sales: rows,
    purchases: rows
      .filter(({ result }) => result === 'won')
      .map(({ id, number, title, product, amount, closedAt }) => ({
        saleId: id,
        ...{ number, title, product, amount, closedAt },
      })),
    interactions: interactions.items.map(interactionView),
    next: interactions.next,
    asOf: isoOf(interactions.asOf),
  };
}

type AskedStory = Pick<Asked, 'actor'> & { params: { id: string }; query: z.output<typeof query> };

const ofAccount = route({
  method: 'get',
  path: '/accounts/:id/story',
  right: 'account.read',
  summary: 'How things stand with an organisation, every process with it, finished ones included, and the contacts',
  description: 'The newest 100 leads and sales; interactions a page at a time.',
  params: Id,
  query,
  answers: AccountStory,
  refuses: ['NotFound'],
  handle: async ({ params, query: page, actor }: AskedStory, context) => {
    const { id, sight } = await seenCard(context, 'account', params.id, actor);
    const [account, contacts, members, story] = await Promise.all([
      readAccount(context.prisma, id, sight),
      contactPersons(context.prisma, id, sight),
      holdingMembers(context.pool, id, sight),
      tell(context, { entity: 'account', id, sight }, page),
    ]);
    if (!account) throw notFound('account');
    return { account: accountView(account), contacts, members, ...story };
  },
});

const ofContact = route({
  method: 'get',
  path: '/contacts/:id/story',
  right: 'contact.read',
  summary: 'How things stand with a person, over all organisations they belong to',
  description: 'The newest 100 leads and sales; interactions a page at a time.',
  params: Id,
  query,
  answers: ContactStory,
  refuses: ['NotFound'],
  handle: async ({ params, query: page, actor }: AskedStory, context) => {
    const { id, sight } = await seenCard(context, 'contact', params.id, actor);
    const [contact, story] = await Promise.all([
      readContact(context.prisma, id, sight),
      tell(context, { entity: 'contact', id, sight }, page),
    ]);
    if (!contact) throw notFound('contact');
    return { contact: contactView(contact), ...story };
  },
});

export const stories: Route[] = [ofAccount, ofContact];
