import { z } from 'zod';
import { instanceRoutes } from './instance-routes';
import { startInstance } from './new-instance';
import { type Route, route } from './route';
import { FieldsIn, RequiredKey, words } from './schema';
import { SaleView } from './views';

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

export const sales: Route[] = [createSale, ...instanceRoutes('sale')];
