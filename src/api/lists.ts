import { z } from 'zod';
import { accountPage, contactPage } from './client-page';
import { listQuery, pageOfInstances } from './instance-lists';
import { listAsked } from './list-question';
import { ListedAccount, ListedContact, ListedLead, ListedSale } from './listed';
import { type Route, route } from './route';
import { pageOfItems } from './schema';
import type { LeadRowView, SaleRowView } from './views';

const HOW = 'See docs/reference/filters.md for `filter`, and `/fields` beside this address for the fields there are.';

const listLeads = route({
  method: 'get',
  path: '/leads',
  right: 'lead.read',
  personal: true,
  summary: 'Leads by filter and order, as far as you see them',
  description: HOW,
  query: z.strictObject({ ...listQuery, rating: z.string().max(100).optional() }),
  answers: pageOfItems(ListedLead),
  handle: async ({ query, actor }, context) => {
    const page = await pageOfInstances(context, 'lead', query, actor);
    return { ...page, items: page.items as LeadRowView[] };
  },
});

const listSales = route({
  method: 'get',
  path: '/sales',
  right: 'sale.read',
  personal: true,
  summary: 'Sales by filter and order, as far as you see them',
  description: HOW,
  query: z.strictObject(listQuery),
  answers: pageOfItems(ListedSale),
  handle: async ({ query, actor }, context) => {
    const page = await pageOfInstances(context, 'sale', query, actor);
    return { ...page, items: page.items as SaleRowView[] };
  },
});

const begins = z.string().trim().min(1).max(300).optional().meta({ description: 'What the name begins with' });

const listAccounts = route({
  method: 'get',
  path: '/accounts',
  right: 'account.read',
  personal: true,
  summary: 'Client organisations by filter and order, as far as you see them; by name unless told',
  description: HOW,
  query: z.strictObject({
    name: begins,
    industry: z.string().max(200).optional(),
    owner: z.uuid().optional(),
    ...listAsked,
  }),
  answers: pageOfItems(ListedAccount),
  handle: async ({ query: { name, industry, owner, ...query }, actor }, context) => {
    const narrow = {
      name: name === undefined ? undefined : { begins: name },
      industry: industry === undefined ? undefined : { text: industry },
      owner: owner === undefined ? undefined : { id: owner },
    };
    return accountPage(context, actor, query, { narrow });
  },
});

const listContacts = route({
  method: 'get',
  path: '/contacts',
  right: 'contact.read',
  personal: true,
  summary: 'People on the clients’ side by filter and order, as far as you see them; by name unless told',
  description: HOW,
  query: z.strictObject({
    name: begins,
    email: z.string().trim().min(1).max(320).optional(),
    account: z.uuid().optional(),
    ...listAsked,
  }),
  answers: pageOfItems(ListedContact),
  handle: async ({ query: { name, email, account, ...query }, actor }, context) => {
    const narrow = {
      name: name === undefined ? undefined : { begins: name },
      email: email === undefined ? undefined : { text: email },
      account: account === undefined ? undefined : { id: account },
    };
    return contactPage(context, actor, query, { narrow });
  },
});

/** They stand before the routes of single records: `/leads/fields` is no lead. */
export const lists: Route[] = [listLeads, listSales, listAccounts, listContacts];
