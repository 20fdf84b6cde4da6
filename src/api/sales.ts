import { z } from 'zod';
import { instancePage, listQuery } from './instance-lists';
import { instanceRoutes } from './instance-routes';
import { startInstance } from './new-instance';
import { type Route, route } from './route';
import { FieldsIn, pageOfItems, RequiredKey, words } from './schema';
import { SaleRow, type SaleRowView, SaleView } from './views';

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

const NewSale = z
  .strictObject({
    title: words(300),
    process: z.string().max(200).optional().meta({ description: 'Else the routing rule says which' }),
    ownerId: z.uuid().optional().meta({ description: 'Else you' }),
    accountId: z.uuid().optional(),
    contactId: z.uuid().optional(),
    productId: z.uuid().optional(),
    source: words(300).optional(),
    fields: FieldsIn.default({}),
  })
  .meta({ id: 'NewSale' });

const createSale = route({
  method: 'post',
  path: '/sales',
  right: 'sale.create',
  summary: 'Start a sale',
  headers: RequiredKey,
  body: NewSale,
  answers: SaleView,
  status: 201,
  received: true,
  refuses: ['CommandRefused', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { title, accountId, contactId, productId, source } = asked.body;
    const record = { title, accountId, contactId, productId, source };
    return startInstance(context, asked, { kind: 'sale', ...asked.body, record });
  },
});

export const sales: Route[] = [listSales, createSale, ...instanceRoutes('sale')];
