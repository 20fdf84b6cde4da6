import { z } from 'zod';
import type { Person } from '../access';
import { type Card, claimSale, openSalesOf, pickProblem } from '../crm';
import { changeTyped } from './change-typed';
import type { Context } from './context';
import { CustomIn } from './custom-values';
import { cardOf } from './instance-kinds';
import { instanceRoutes } from './instance-routes';
import { customOf } from './lead-words';
import { idOf, startInstance } from './new-instance';
import { saleOpen } from './open-sale';
import { badInput } from './problem';
import { Reply, type Route, route } from './route';
import { FieldsIn, Id, OptionalKey, RequiredKey, words } from './schema';
import { mustExist } from './send';
import { cardView, SaleView } from './views';

const NewSale = z
  .strictObject({
    title: words(300),
    process: z.string().max(200).optional().meta({ description: 'Else the routing rule says which' }),
    ownerId: z.uuid().optional().meta({ description: 'Else you' }),
    accountId: z.uuid().optional(),
    contactId: z.uuid().optional(),
    productId: z.uuid().optional(),
    source: words(300).optional(),
    campaign: words(300).optional(),
    line: words(200).optional().meta({ description: 'Line of business' }),
    join: z
      .uuid()
      .optional()
      .meta({ description: 'An open sale of the same client and product: that is answered, and none is made' }),
    secondReason: words(1000)
      .optional()
      .meta({ description: 'Why another sale is made although the client has an open one of the same product' }),
    fields: FieldsIn.default({}),
    custom: CustomIn.default({}),
  })
  .meta({ id: 'NewSale' });

const createSale = route({
  method: 'post',
  path: '/sales',
  right: 'sale.create',
  summary:
    'Start a sale; one of a client who has an open one of the same product joins that, or says why there is another',
  headers: RequiredKey,
  body: NewSale,
  answers: SaleView,
  status: 201,
  received: true,
  refuses: ['CommandRefused', 'IdempotencyKeyReused', 'SaleOpen'],
  handle: async (asked, context) => {
    const { custom, join, fields, process, ownerId, ...record } = asked.body;
    const { set, faults } = await customOf(context, 'sale', custom);
    const { title, accountId, contactId, productId, source, secondReason } = record;
    const of = { accountId: accountId ?? null, contactId: contactId ?? null, productId: productId ?? null };
    if (join !== undefined) return joined(context, asked.actor, of, join);
    const named = { accountId, contactId, productId, ownerId };
    await mustExist(
      context,
      asked.actor,
      {
        accountId: ['account', accountId],
        contactId: ['contact', contactId],
        productId: ['product', productId],
        ownerId: ['person', ownerId],
      },
      faults,
    );
    const key = asked.headers['idempotency-key'];
    const claim = { key, saleId: idOf(key, 'sale'), title, ...of, reasonGiven: secondReason !== undefined };
    const inTheWay = await claimSale(context.pool, claim, context.clock.now());
    if (inTheWay.length > 0) throw await saleOpen(context, asked.actor, inTheWay);
    const typed = { ...record, ...(Object.keys(set).length > 0 && { custom: set }) };
    return startInstance(context, asked, { kind: 'sale', process, ...named, source, fields, record: typed });
  },
});

/** Answers with the sale that is there. @throws Problem for one that is closed, or another client's or product's. */
async function joined(
  context: Context,
  actor: Person,
  of: Parameters<typeof openSalesOf>[1],
  join: string,
): Promise<Reply<z.input<typeof SaleView>>> {
  const open = await openSalesOf(context.pool, of);
  if (open.some(({ id }) => id === join)) {
    const card = await cardOf(context, 'sale', join, actor);
    return new Reply(200, cardView(card, context.clock.now()) as z.input<typeof SaleView>);
  }
  const message = 'Is no open sale of this client and product';
  throw badInput({ path: 'body.join', message });
}

const changeSale = route({
  method: 'patch',
  path: '/sales/:id',
  right: 'sale.change',
  summary: 'Change what is typed about a sale; what is left out stays, null empties',
  description:
    'Each word is for itself: of two people who change the same one, the last has it. Fields of its process are changed by the ' +
    'command amend, and who is responsible by reassign.',
  params: Id,
  headers: OptionalKey,
  body: z
    .strictObject({
      title: words(300).optional(),
      accountId: z.uuid().nullable().optional(),
      contactId: z.uuid().nullable().optional(),
      productId: z.uuid().nullable().optional(),
      source: words(300).nullable().optional(),
      campaign: words(300).nullable().optional(),
      line: words(200).nullable().optional().meta({ description: 'Line of business' }),
      competitor: words(200).nullable().optional().meta({ description: 'A key of the catalogue `competitor`' }),
      custom: CustomIn.default({}),
    })
    .meta({ id: 'SaleChanges' }),
  answers: SaleView,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: (asked, context) => {
    const { custom, ...typed } = asked.body;
    const faultsOf = async (before: Card['words']) => {
      const held = 'competitor' in before ? before.competitor : null;
      const message = await pickProblem(context.pool, 'competitor', typed.competitor, held);
      return message ? [{ path: 'body.competitor', message }] : [];
    };
    return changeTyped(context, asked, 'sale', { picks: typed, columns: typed, custom, faultsOf });
  },
});

export const sales: Route[] = [createSale, changeSale, ...instanceRoutes('sale')];
