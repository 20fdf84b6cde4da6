import { z } from 'zod';
import { listAccounts, listContacts } from '../crm';
import { AccountView, accountView } from './accounts';
import { ContactView, contactView } from './contacts';
import { instancePage, listQuery } from './instance-lists';
import { type Route, route } from './route';
import { counted, isoOf, pageOfItems } from './schema';
import { LeadRow, type LeadRowView, SaleRow, type SaleRowView } from './views';

const listLeads = route({
  method: 'get',
  path: '/leads',
  right: 'lead.read',
  summary: 'Leads by filter and order',
  query: z.strictObject({ ...listQuery, rating: z.string().max(100).optional() }),
  answers: pageOfItems(LeadRow),
  handle: async ({ query, actor }, context) => {
    const page = await instancePage(context, 'lead', query, actor.id);
    return { ...page, items: page.items as LeadRowView[] };
  },
});

const listSales = route({
  method: 'get',
  path: '/sales',
  right: 'sale.read',
  summary: 'Sales by filter and order',
  query: z.strictObject(listQuery),
  answers: pageOfItems(SaleRow),
  handle: async ({ query, actor }, context) => {
    const page = await instancePage(context, 'sale', query, actor.id);
    return { ...page, items: page.items as SaleRowView[] };
  },
});

const listOfAccounts = route({
  method: 'get',
  path: '/accounts',
  right: 'account.read',
  summary: 'Client organisations by name',
  query: z.strictObject({
    name: z.string().max(300).optional().meta({ description: 'What the name begins with' }),
    industry: z.string().max(200).optional(),
    owner: z.uuid().optional(),
    ...counted,
  }),
  answers: pageOfItems(AccountView),
  handle: async ({ query: { limit, cursor, count, ...filter } }, { prisma, clock }) => {
    const page = await listAccounts(prisma, { filter, page: { limit, cursor, count } }, clock.now());
    return { ...page, items: page.items.map(accountView), asOf: isoOf(page.asOf) };
  },
});

const listOfContacts = route({
  method: 'get',
  path: '/contacts',
  right: 'contact.read',
  summary: 'People on the clients’ side, by name',
  query: z.strictObject({
    name: z.string().max(300).optional().meta({ description: 'What the name begins with' }),
    email: z.string().max(320).optional(),
    account: z.uuid().optional(),
    ...counted,
  }),
  answers: pageOfItems(ContactView),
  handle: async ({ query: { limit, cursor, count, ...filter } }, { prisma, clock }) => {
    const page = await listContacts(prisma, { filter, page: { limit, cursor, count } }, clock.now());
    return { ...page, items: page.items.map(contactView), asOf: isoOf(page.asOf) };
  },
});

/** They stand before the routes of single records: `/leads/fields` is no lead. */
export const lists: Route[] = [listLeads, listSales, listOfAccounts, listOfContacts];
