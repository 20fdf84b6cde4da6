import { z } from 'zod';
import { type Person, sightOf } from '../access';
import {
  DIRECTIONS,
  INTERACTION_KINDS,
  type InteractionCard,
  type InteractionFilter,
  kindOf,
  listInteractions,
  type PageRequest,
  recordInteraction,
} from '../crm';
import type { Context } from './context';
import { mustBeSeen } from './instance-kinds';
import { tellOfInteraction } from './interaction-event';
import { once } from './kept';
import { notFound } from './problem';
import { type Route, route } from './route';
import { isoOf, OptionalKey, pageOfItems, paging, Ref, Time, TimeIn, words } from './schema';
import { mustExist } from './send';

export const InteractionView = z
  .object({
    id: z.uuid(),
    kind: z.enum(INTERACTION_KINDS),
    direction: z.enum(DIRECTIONS).nullable(),
    at: Time,
    subject: z.string(),
    result: z.string().nullable(),
    instanceId: z.uuid().nullable(),
    account: Ref.nullable(),
    contact: Ref.nullable(),
    author: Ref.nullable(),
    createdAt: Time,
  })
  .meta({ id: 'Interaction' });

export const interactionView = (card: InteractionCard): z.input<typeof InteractionView> => ({
  ...(card as InteractionCard & Pick<z.input<typeof InteractionView>, 'kind' | 'direction'>),
  at: isoOf(card.at),
  createdAt: isoOf(card.createdAt),
});

const InteractionPage = pageOfItems(InteractionView);

/** A page of interactions, for each route that lists some. */
export const interactionPage = {
  answers: InteractionPage,
  read: async (
    { pool, clock }: Context,
    actor: Person,
    filter: InteractionFilter,
    page: PageRequest,
  ): Promise<z.input<typeof InteractionPage>> => {
    const sight = await sightOf(pool, actor);
    const read = await listInteractions(pool, { sight, filter, page }, clock.now());
    return { ...read, items: read.items.map(interactionView), asOf: isoOf(read.asOf) };
  },
};

const list = route({
  method: 'get',
  path: '/interactions',
  right: 'interaction.read',
  summary: 'Calls, e-mails, meetings and visits, the newest first',
  query: z.strictObject({
    instance: z.uuid().optional(),
    account: z.uuid().optional(),
    contact: z.uuid().optional(),
    author: z.uuid().optional(),
    ...paging,
  }),
  answers: InteractionPage,
  handle: ({ query: { limit, cursor, ...filter }, actor }, context) =>
    interactionPage.read(context, actor, filter, { limit, cursor }),
});

const NewInteraction = z
  .strictObject({
    kind: z.enum(INTERACTION_KINDS),
    direction: z.enum(DIRECTIONS).optional(),
    at: TimeIn.optional().meta({ description: 'Else now' }),
    subject: words(1000),
    result: words(10_000).optional(),
    instanceId: z
      .uuid()
      .optional()
      .meta({ description: 'The lead or sale it was about; its client is taken from there' }),
    accountId: z.uuid().optional(),
    contactId: z.uuid().optional(),
  })
  .meta({ id: 'NewInteraction' });

const create = route({
  method: 'post',
  path: '/interactions',
  right: 'interaction.create',
  summary: 'Write down a call, e-mail, meeting or visit',
  headers: OptionalKey,
  body: NewInteraction,
  answers: InteractionView,
  status: 201,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { accountId, contactId, instanceId, at } = asked.body;
    const now = context.clock.now();
    await mustExist(context, asked.actor, { accountId: ['account', accountId], contactId: ['contact', contactId] });
    const kind = instanceId === undefined ? null : await kindOf(context.pool, instanceId);
    if (instanceId !== undefined && !kind) throw notFound('lead or sale');
    if (instanceId !== undefined && kind) await mustBeSeen(context, kind, instanceId, asked.actor);
    const given = { ...asked.body, at: at ?? now, authorId: asked.actor.id, now };
    return once(context, asked, async (id) => {
      const written = await recordInteraction(context.pool, { id, ...given });
      if (kind) await tellOfInteraction(context, asked, kind, written);
      return interactionView(written);
    });
  },
});

export const interactions: Route[] = [list, create];
