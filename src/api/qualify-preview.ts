import { z } from 'zod';
import { sightOf } from '../access';
import { type Card, type LeadWords, type Likely, type Linked, leadLinks, likelyRecords, openSalesOf } from '../crm';
import type { Context } from './context';
import { cardOf } from './instance-kinds';
import { route } from './route';
import { saleVersionFor } from './sale-words';
import { Id, MoneyOut, moneyOut, Ref, Text } from './schema';
import { Lack, lacksOf } from './word-views';

const LikelyView = Ref.extend({ score: z.number().meta({ description: '0 to 100' }) });

const Made = z.object({
  does: z.enum(['link', 'create', 'nothing']),
  record: Ref.nullable().meta({ description: 'The one that is linked' }),
  why: z.string().nullable().meta({
    description:
      'By what it is known: given, on the lead, the same name, e-mail or phone. Of nothing: what lacks for it',
  }),
  name: z.string().nullable().meta({ description: 'Of the one that is made' }),
  likely: z.array(LikelyView).meta({ description: 'Records of a like name, which are not linked by themselves' }),
});

const Named = z.object({ key: z.string(), name: Text });

const QualifyPreview = z
  .object({
    account: Made,
    contact: Made,
    sale: z.object({
      does: z.enum(['create', 'ask', 'nothing']).meta({
        description:
          'ask: the client has open sales of the same product, so that it joins one or says why there is another',
      }),
      title: z.string(),
      process: z.object({ key: z.string(), name: Text }).nullable(),
      open: z.array(Ref),
      lacks: z.array(Lack).meta({ description: 'What the new sale will lack unless it is said now' }),
      suggests: z
        .object({ amount: MoneyOut.nullable(), probabilityPct: z.number().nullable() })
        .meta({ id: 'SaleSuggested' })
        .meta({ description: 'The own estimate on the lead: a proposal, which nothing takes over by itself' }),
    }),
    grounds: z.array(Named).meta({ description: 'Suggestions: any other words will do' }),
    reasons: z.array(Named).meta({ description: 'The same for disqualifying' }),
  })
  .meta({ id: 'QualifyPreview' });

const made = z.enum(['true', 'false', 'new']).default('true');
const MARKS = { true: 'create', false: 'none', new: 'new' } as const;

/** What qualifying would come to, before it is done. */
export const previewQualify = route({
  method: 'get',
  path: '/leads/:id/qualify',
  right: 'lead.read',
  summary: 'What qualifying the lead would make and link, what is like it, and what the sale would lack',
  params: Id,
  query: z.strictObject({
    account: made,
    contact: made,
    accountId: z.uuid().optional(),
    contactId: z.uuid().optional(),
    productId: z.uuid().optional(),
  }),
  answers: QualifyPreview,
  refuses: ['NotFound'],
  handle: async ({ params, query, actor }, context) => {
    const card = await cardOf(context, 'lead', params.id, actor);
    const { account, contact, accountId, contactId, productId } = query;
    const links = await leadLinks(context.pool, params.id, {
      account: accountId ? { id: accountId } : MARKS[account],
      contact: contactId ? { id: contactId } : MARKS[contact],
    });
    const sight = await sightOf(context.pool, actor);
    const { organisation = null, personName = null } = links?.words ?? {};
    const likely = (kind: 'account' | 'contact', name: string | null, linked: Linked | null | undefined) =>
      likelyRecords(context.pool, kind, { name, except: linked?.record.id ?? null, sight });
    const of = {
      accountId: links?.account?.record.id ?? null,
      contactId: links?.contact?.record.id ?? null,
      productId: productId ?? links?.words.productId ?? null,
    };
    return {
      account: madeView(links?.account, organisation, account, await likely('account', organisation, links?.account)),
      contact: madeView(links?.contact, personName, contact, await likely('contact', personName, links?.contact)),
      sale: await saleView(context, card, of),
      grounds: listOf(card, ['ground']),
      reasons: listOf(card, ['disqualifyReason', 'reason']),
    };
  },
});

function madeView(
  linked: Linked | null | undefined,
  name: string | null,
  mark: keyof typeof MARKS,
  likely: Likely[],
): z.input<typeof Made> {
  if (linked) return { does: 'link', record: linked.record, why: linked.why, name: null, likely };
  if (mark === 'false') return { does: 'nothing', record: null, why: 'not marked', name: null, likely };
  if (name === null) return { does: 'nothing', record: null, why: 'no name', name: null, likely };
  return { does: 'create', record: null, why: null, name, likely };
}

async function saleView(
  context: Context,
  { snapshot, words, id }: Card,
  of: Parameters<typeof openSalesOf>[1],
): Promise<z.input<typeof QualifyPreview>['sale']> {
  const { topic, source, line, saleId, estimateAmount, estimatePct } = words as LeadWords;
  // A trial may give another version by the sale's id, which the key of the command will say.
  const version = await saleVersionFor(context, { fields: snapshot.fields, source, line, accountId: of.accountId }, id);
  const open = saleId === null ? await openSalesOf(context.pool, of) : [];
  return {
    does: saleId !== null ? 'nothing' : open.length > 0 ? 'ask' : 'create',
    title: topic,
    process: version && { key: version.key, name: version.definition.name },
    open,
    lacks: version ? lacksOf(version.definition, snapshot.fields) : [],
    suggests: { amount: estimateAmount && moneyOut(estimateAmount), probabilityPct: estimatePct },
  };
}

/** The values of the first of these fields that the process of a lead has. */
function listOf({ version }: Card, names: readonly string[]): z.input<typeof Named>[] {
  const known = version.definition.fields;
  const name = names.find((one) => Object.hasOwn(known, one));
  return Object.entries((name && known[name]?.options) || {}).map(([key, value]) => ({ key, name: value }));
}
