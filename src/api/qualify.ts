import { z } from 'zod';
import { type Card, claimSale, leadLinks, openSalesOf } from '../crm';
import type { Conversion, Fields } from '../process';
import type { Context } from './context';
import { cardOf } from './instance-kinds';
import { customOf } from './lead-words';
import { idOf } from './new-instance';
import { saleOpen } from './open-sale';
import type { Misplaced } from './problem';
import { withSale } from './qualified';
import { previewQualify } from './qualify-preview';
import { type Route, route } from './route';
import { SaleOfLead, saleFieldsOf, saleVersionFor } from './sale-words';
import { FieldsIn, Id, RequiredKey, words } from './schema';
import { type AskedCommand, mustExist, send } from './send';
import { LeadView } from './views';
import { Lack } from './word-views';

const reason = words(500).optional();
const every = { fields: FieldsIn.optional(), comment: words(4000).optional(), expectedSeq: z.int().min(0).optional() };

const mark = z
  .union([z.boolean(), z.literal('new')])
  .default(true)
  .meta({
    description: 'true links a record that is known without doubt, else makes one; "new" makes one in any case',
  });

const Qualify = z
  .discriminatedUnion('result', [
    z.strictObject({
      result: z.literal('qualified'),
      create: z.strictObject({ account: mark, contact: mark, sale: z.boolean().default(true) }).prefault({}),
      accountId: z.uuid().optional().meta({ description: 'Links a registered account instead of making one' }),
      contactId: z.uuid().optional(),
      ground: reason.meta({
        description: 'The sign that called for it: one that the process lists, or words of your own',
      }),
      sale: SaleOfLead.prefault({}),
      join: z
        .uuid()
        .optional()
        .meta({ description: 'An open sale of the same client and product, which the lead joins' }),
      secondReason: words(1000)
        .optional()
        .meta({ description: 'Why another sale is made although the client has an open one of the same product' }),
      ...every,
    }),
    z.strictObject({
      result: z.literal('disqualified'),
      reason: reason.meta({ description: 'A value of the process field for it, or words' }),
      ...every,
    }),
  ])
  .meta({ id: 'Qualify' });

type Asked = AskedCommand & { params: { id: string }; body: z.output<typeof Qualify> };
type Qualified = Extract<z.output<typeof Qualify>, { result: 'qualified' }>;

const qualifyLead = route({
  method: 'post',
  path: '/leads/:id/qualify',
  right: 'lead.command',
  summary: 'Qualify a lead into the records that are marked, or disqualify it: one act',
  params: Id,
  headers: RequiredKey,
  body: Qualify,
  answers: LeadView.extend({
    sale: z
      .object({ id: z.uuid(), lacks: z.array(Lack) })
      .optional()
      .meta({ description: 'What the sale still lacks. Absent while its process has not begun' }),
  }),
  received: true,
  refuses: ['CommandRefused', 'NotFound', 'IdempotencyKeyReused', 'SaleOpen'],
  handle: async (asked, context) => {
    const { params, body } = asked;
    const { expectedSeq, comment } = body;
    const card = await cardOf(context, 'lead', params.id, asked.actor);
    const { fields, words: told } = verdictOf(body, card);
    const become = body.result === 'qualified' ? await conversionOf(context, asked, body, card, fields) : undefined;
    const act = {
      type: 'close' as const,
      outcome: body.result,
      fields,
      ...(become && { conversion: become.conversion }),
    };
    const record = { comment, ...(told !== undefined && { reason: told }), ...(become && { sale: become.words }) };
    const reply = await send(context, asked, { kind: 'lead', instanceId: params.id, act, expectedSeq, record });
    return withSale(context, reply);
  },
});

/**
 * The process field that a ground or reason goes into, and the words where it is none of the field's values. The lists are
 * suggestions: words of one's own are kept beside the command, under `other` where the field has that.
 */
function verdictOf(body: Asked['body'], { version }: Card): { fields: Fields; words?: string } {
  const names = body.result === 'qualified' ? ['ground'] : ['disqualifyReason', 'reason'];
  const said = body.result === 'qualified' ? body.ground : body.reason;
  const known = version.definition.fields;
  const name = names.find((one) => Object.hasOwn(known, one));
  const field = name === undefined ? undefined : known[name];
  if (said === undefined) return { fields: { ...body.fields } };
  if (!name || !field) return { fields: { ...body.fields }, words: said };
  if (field.type === 'text' || Object.hasOwn(field.options, said)) return { fields: { ...body.fields, [name]: said } };
  const other = Object.hasOwn(field.options, 'other') ? { [name]: 'other' } : {};
  return { fields: { ...other, ...body.fields }, words: said };
}

/** What the workflow is told of the conversion, and the words of the sale that stay in the inbox. */
async function conversionOf(context: Context, asked: Asked, body: Qualified, card: Card, fields: Fields) {
  const { create, accountId, contactId, sale, join, secondReason } = body;
  const key = asked.headers['idempotency-key'];
  const saleId = idOf(key, 'sale of a lead');
  const marked = { account: marksOf(accountId, create.account), contact: marksOf(contactId, create.contact) };
  const links = await leadLinks(context.pool, asked.params.id, marked);
  const isMade = create.sale && join === undefined && (links?.words.saleId ?? null) === null;
  const known = { ...card.snapshot.fields, ...fields };
  const of = {
    accountId: links?.account?.record.id ?? null,
    contactId: links?.contact?.record.id ?? null,
    productId: sale.productId ?? links?.words.productId ?? null,
  };
  const version = isMade ? await saleVersionFor(context, { fields: known, ...routedBy(card, of) }, saleId) : null;
  const said = isMade ? saleFieldsOf(sale, version) : { fields: {}, faults: [] };
  const custom = await customOf(context, 'sale', sale.custom, {});
  const faults = [...said.faults, ...custom.faults.map(belowSale), ...(await joinFaults(context, of, join, card))];
  const ids = { accountId: ['account', accountId], contactId: ['contact', contactId] } as const;
  await mustExist(context, asked.actor, { ...ids, 'sale.productId': ['product', sale.productId] }, faults);
  const title = sale.title ?? links?.words.topic ?? '';
  if (isMade) {
    const reasonGiven = secondReason !== undefined;
    const inTheWay = await claimSale(context.pool, { key, saleId, title, ...of, reasonGiven }, context.clock.now());
    if (inTheWay.length > 0) throw await saleOpen(context, asked.actor, inTheWay);
  }
  const conversion: Conversion = {
    ...marked,
    sale: join !== undefined ? { id: join } : create.sale ? 'create' : 'none',
    ...(isMade && { saleId, saleFields: said.fields }),
  };
  const { productId, campaign } = sale;
  const phone = links?.words.normalPhone ?? undefined;
  const added = Object.keys(custom.set).length > 0 ? { custom: custom.set } : {};
  return { conversion, words: { title: sale.title, productId, campaign, secondReason, phone, ...added } };
}

/** What of a lead and its client the routing rule may ask for. */
const routedBy = ({ words }: Card, { accountId }: { accountId: string | null }) => ({
  source: words.source,
  line: words.line,
  accountId,
});

const marksOf = (id: string | undefined, make: boolean | 'new'): Conversion['account'] =>
  id !== undefined ? { id } : make === 'new' ? 'new' : make ? 'create' : 'none';

const belowSale = ({ path, message }: Misplaced): Misplaced => ({ path: path.replace('body.', 'body.sale.'), message });

/** A lead joins a sale that is shown as open, and none of another client. One that has joined already has its answer. */
async function joinFaults(
  { pool }: Context,
  of: Parameters<typeof openSalesOf>[1],
  join: string | undefined,
  { words: lead }: Card,
): Promise<Misplaced[]> {
  if (join === undefined || ('saleId' in lead && lead.saleId === join)) return [];
  const open = await openSalesOf(pool, of);
  if (open.some(({ id }) => id === join)) return [];
  return [{ path: 'body.join', message: 'Is no open sale of this client and product' }];
}

export const qualifyRoutes: Route[] = [previewQualify, qualifyLead];
