import { z } from 'zod';
import { sightOf } from '../access';
import { accountCards, contactCards, narrowed, readList } from '../crm';
import { AccountView, accountView } from './accounts';
import { ContactView, contactView } from './contacts';
import { listQuery, pageOfInstances, timesOf } from './instance-lists';
import { Columns, columnsOut } from './list-cells';
import { listAsked, questionOf, readerOf } from './list-question';
import { type Route, route } from './route';
import { isoOf, pageOfItems } from './schema';
import { LeadRow, type LeadRowView, SaleRow, type SaleRowView } from './views';

const HOW = 'See docs/reference/filters.md for `filter`, and `/fields` beside this address for the fields there are.';

const listLeads = route({
  method: 'get',
  path: '/leads',
  right: 'lead.read',
  summary: 'Leads by filter and order, as far as you see them',
  description: HOW,
  query: z.strictObject({ ...listQuery, rating: z.string().max(100).optional() }),
  answers: pageOfItems(LeadRow.extend({ columns: Columns }).meta({ id: 'ListedLead' })),
  handle: async ({ query, actor }, context) => {
    const page = await pageOfInstances(context, 'lead', query, actor);
    return { ...page, items: page.items as LeadRowView[] };
  },
});

const listSales = route({
  method: 'get',
  path: '/sales',
  right: 'sale.read',
  summary: 'Sales by filter and order, as far as you see them',
  description: HOW,
  query: z.strictObject(listQuery),
  answers: pageOfItems(SaleRow.extend({ columns: Columns }).meta({ id: 'ListedSale' })),
  handle: async ({ query, actor }, context) => {
    const page = await pageOfInstances(context, 'sale', query, actor);
    return { ...page, items: page.items as SaleRowView[] };
  },
});

/** Accounts as their lists show them. */
export const ListedAccount = AccountView.extend({ columns: Columns }).meta({ id: 'ListedAccount' });

const begins = z.string().trim().min(1).max(300).optional().meta({ description: 'What the name begins with' });

const listAccounts = route({
  method: 'get',
  path: '/accounts',
  right: 'account.read',
  summary: 'Client organisations by filter and order, as far as you see them; by name unless told',
  description: HOW,
  query: z.strictObject({
    name: begins,
    industry: z.string().max(200).optional(),
    owner: z.uuid().optional(),
    ...listAsked,
  }),
  answers: pageOfItems(ListedAccount),
  handle: async ({ query: { name, industry, owner, zone, limit, cursor, count, ...wording }, actor }, context) => {
    const narrow = {
      name: name === undefined ? undefined : { begins: name },
      industry: industry === undefined ? undefined : { text: industry },
      owner: owner === undefined ? undefined : { id: owner },
    };
    const question = narrowed(await questionOf(context, actor, 'account', wording), narrow);
    const sight = await sightOf(context.pool, actor);
    const asked = { page: { limit, cursor, count }, wording: { accounts: wording, narrow, zone }, sight };
    const page = await readList(context.pool, readerOf(actor, zone), question, asked, context.clock.now());
    const cells = new Map(page.items.map((row) => [row.id, row.cells]));
    const cards = await accountCards(context.prisma, [...cells.keys()], sight);
    const times = timesOf(question);
    const items = cards.map((card) => ({ ...accountView(card), ...columnsOut(cells.get(card.id), times) }));
    return { ...page, items, asOf: isoOf(page.asOf) };
  },
});

const listContacts = route({
  method: 'get',
  path: '/contacts',
  right: 'contact.read',
  summary: 'People on the clients’ side by filter and order, as far as you see them; by name unless told',
  description: HOW,
  query: z.strictObject({
    name: begins,
    email: z.string().trim().min(1).max(320).optional(),
    account: z.uuid().optional(),
    ...listAsked,
  }),
  answers: pageOfItems(ContactView.extend({ columns: Columns }).meta({ id: 'ListedContact' })),
  handle: async ({ query: { name, email, account, zone, limit, cursor, count, ...wording }, actor }, context) => {
    const narrow = {
      name: name === undefined ? undefined : { begins: name },
      email: email === undefined ? undefined : { text: email },
      account: account === undefined ? undefined : { id: account },
    };
    const question = narrowed(await questionOf(context, actor, 'contact', wording), narrow);
    const sight = await sightOf(context.pool, actor);
    const asked = { page: { limit, cursor, count }, wording: { contacts: wording, narrow, zone }, sight };
    const page = await readList(context.pool, readerOf(actor, zone), question, asked, context.clock.now());
    const cells = new Map(page.items.map((row) => [row.id, row.cells]));
    const cards = await contactCards(context.prisma, [...cells.keys()], sight);
    const times = timesOf(question);
    const items = cards.map((card) => ({ ...contactView(card), ...columnsOut(cells.get(card.id), times) }));
    return { ...page, items, asOf: isoOf(page.asOf) };
  },
});

/** They stand before the routes of single records: `/leads/fields` is no lead. */
export const lists: Route[] = [listLeads, listSales, listAccounts, listContacts];
