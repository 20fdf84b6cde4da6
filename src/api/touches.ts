import { z } from 'zod';
import { type Bind, type Person, sightOf } from '../access';
import {
  findSources,
  listTouches,
  type NewTouch,
  type PageRequest,
  readSource,
  readTouch,
  readTouchHead,
  seenRecord,
  seesInstance,
  TOUCH_KINDS,
  type TouchesOf,
  type TouchFilter,
  writeTouches,
} from '../crm';
import { type Narrow, touchNarrowSql } from '../insight';
import type { Context } from './context';
import { narrowing, narrowOf } from './insight/asked';
import { once } from './kept';
import { mustSee } from './must-see';
import { mustWorkOn } from './must-work-on';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { counted, Id, isoOf, OptionalKey, pageOfItems, TimeIn, words } from './schema';
import { mustExist } from './send';
import { HeadView, headView, TouchView, touchView } from './touch-views';

const TouchPage = pageOfItems(TouchView);

async function touchPage({ pool, clock }: Context, actor: Person, filter: TouchFilter, page: PageRequest, of?: Narrow) {
  const also = of && ((bind: Bind) => touchNarrowSql(of, bind));
  const read = await listTouches(pool, { filter, sight: await sightOf(pool, actor), page, also }, clock.now());
  return { ...read, items: read.items.map(touchView), asOf: isoOf(read.asOf) };
}

const { owner, team, region, line } = narrowing;
/** What the leads say that touches are of. */
const ofLeads = { owner, team, region, line };

const list = route({
  method: 'get',
  path: '/touches',
  right: 'touch.read',
  summary: 'Touches by source, kind and time, the newest first',
  query: z.strictObject({
    source: z.uuid().optional(),
    kind: z.enum(TOUCH_KINDS).optional(),
    product: z
      .union([z.uuid(), z.literal('')])
      .optional()
      .meta({ description: 'The empty text: about none' }),
    from: TimeIn.optional(),
    to: TimeIn.optional().meta({ description: 'Not part of it' }),
    ...ofLeads,
    sourceName: narrowing.source.meta({ description: 'Of whichever source is called so' }),
    ...counted,
  }),
  answers: TouchPage,
  handle: ({ query: { limit, cursor, count, owner, team, region, line, sourceName, ...filter }, actor }, context) => {
    const narrow = narrowOf({ owner, team, region, line, source: sourceName }, actor);
    return touchPage(context, actor, { ...filter, narrow }, { limit, cursor, count }, narrow);
  },
});

/** Whose touches by an id, whichever of doubles it lives on in. @throws Problem where it is not seen */
async function whoseOf(context: Context, actor: Person, of: TouchesOf['of'], id: string): Promise<TouchesOf> {
  if (of === 'lead' || of === 'sale') {
    await mustSee(context, actor, of, id);
    return { of, id };
  }
  const found = await seenRecord(context.pool, await sightOf(context.pool, actor), of, id);
  if (found === null) throw notFound(of);
  return { of, id: found };
}

const sequence = (of: TouchesOf['of'], summary: string) =>
  route({
    method: 'get',
    path: `/${of}s/:id/touches`,
    right: 'touch.read',
    summary,
    params: Id,
    query: z.strictObject(counted),
    answers: TouchPage.extend({ head: HeadView.meta({ description: 'The same on every page' }) }),
    refuses: ['NotFound'],
    handle: async ({ params, query, actor }, context) => {
      const whose = await whoseOf(context, actor, of, params.id);
      const [page, head] = await Promise.all([
        touchPage(context, actor, { whose }, query),
        readTouchHead(context.pool, whose, await sightOf(context.pool, actor)),
      ]);
      return { ...page, head: await headView(context, head) };
    },
  });

const ofLead = sequence('lead', 'The touches of a lead, the newest first, under how it stands now');
const ofSale = sequence('sale', 'The touches that a sale came of: its lead’s, its contact’s and its account’s');
const ofContact = sequence('contact', 'The touches of a contact and of its leads, the newest first');
const ofAccount = sequence('account', 'The touches of an account, of its leads and of its people, the newest first');

const NewTouchBody = z
  .strictObject({
    leadId: z.uuid().optional(),
    accountId: z.uuid().optional(),
    contactId: z.uuid().optional(),
    sourceId: z.uuid().optional(),
    source: words(300).optional().meta({
      description: 'In place of the id: a key or a name; one that is not known is made, outside of any campaign',
    }),
    kind: z.enum(TOUCH_KINDS),
    status: words(100).optional(),
    activityAt: TimeIn.optional().meta({ description: 'When it was done; else now' }),
    responseAt: TimeIn.optional().meta({ description: 'When they answered' }),
    productId: z.uuid().optional().meta({ description: 'What the interest is in' }),
    note: words(4000).optional(),
    externalKey: words(300).optional().meta({ description: 'The same again is the same touch' }),
  })
  .refine(({ leadId, accountId, contactId }) => leadId ?? accountId ?? contactId, {
    path: ['leadId'],
    message: 'Name a lead, an account or a contact',
  })
  .refine(({ sourceId, source }) => (sourceId === undefined) !== (source === undefined), {
    path: ['source'],
    message: 'Send either `sourceId` or `source`',
  })
  .meta({ id: 'NewTouch' });

const create = route({
  method: 'post',
  path: '/touches',
  right: 'touch.create',
  summary: 'Write down a touch: one act of ours, or one answer of theirs',
  headers: OptionalKey,
  body: NewTouchBody,
  answers: TouchView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { body, actor } = asked;
    const now = context.clock.now();
    const { activityAt = now, responseAt, productId } = body;
    await mustExist(context, asked.actor, { productId: ['product', productId] });
    const faults = [
      ...(activityAt > now ? [{ path: 'body.activityAt', message: 'A touch lies in the past' }] : []),
      ...(responseAt !== undefined && (responseAt < activityAt || responseAt > now)
        ? [{ path: 'body.responseAt', message: 'Must not be before what it answers, nor in the future' }]
        : []),
      ...(await unseen(context, actor, body)),
      ...(body.sourceId !== undefined && !(await readSource(context.pool, body.sourceId))
        ? [{ path: 'body.sourceId', message: 'There is no such source' }]
        : []),
    ];
    if (faults.length > 0)
      throw new Problem('BadInput', {
        detail: faults.map(({ path, message }) => `${path}: ${message}`).join('; '),
        errors: faults,
      });
    for (const what of ['lead', 'account', 'contact'] as const) {
      const named = body[`${what}Id`];
      if (named !== undefined) await mustWorkOn(context, actor, what, named);
    }
    return once(context, asked, async (id) => {
      const { source, ...rest } = body;
      const sourceId = rest.sourceId ?? (await foundOrMade(context, source ?? ''));
      return written(context, { ...rest, id, sourceId, activityAt }, actor.id);
    });
  },
});

/** What is not there, or not seen: the two look the same. */
async function unseen(
  { pool }: Context,
  actor: Person,
  { leadId, accountId, contactId }: z.output<typeof NewTouchBody>,
): Promise<{ path: string; message: string }[]> {
  const sight = await sightOf(pool, actor);
  const missing = [
    ...(leadId !== undefined && !(await seesInstance(pool, sight, 'lead', leadId)) ? ['lead'] : []),
    ...(accountId !== undefined && !(await seenRecord(pool, sight, 'account', accountId)) ? ['account'] : []),
    ...(contactId !== undefined && !(await seenRecord(pool, sight, 'contact', contactId)) ? ['contact'] : []),
  ];
  return missing.map((what) => ({ path: `body.${what}Id`, message: `There is no such ${what}` }));
}

async function foundOrMade({ pool }: Context, word: string): Promise<string> {
  const found = (await findSources(pool, [word], 'outside')).get(word);
  if (found === undefined) throw new Error(`The source '${word}' was made and cannot be found.`);
  return found;
}

async function written({ pool, clock }: Context, touch: NewTouch, by: string) {
  await writeTouches(pool, [touch], { by, now: clock.now() });
  const { id, externalKey } = touch;
  const found = (await readTouch(pool, { id })) ?? (externalKey ? await readTouch(pool, { externalKey }) : null);
  if (!found) throw new Error(`The touch ${id} was written and cannot be read.`);
  return touchView(found);
}

export const touches: Route[] = [list, ofLead, ofSale, ofContact, ofAccount, create];
