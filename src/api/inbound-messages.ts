import { z } from 'zod';
import { mayDo, type Person, sightOf } from '../access';
import { listMessages, MESSAGE_STATES, type MessageCard, readMessage, retryMessage, SOURCE_KINDS } from '../intake';
import type { Context } from './context';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, isoOrNull, pageOfItems, paging, Time } from './schema';

const MessageView = z
  .object({
    id: z.uuid(),
    source: z.object({ name: z.string(), kind: z.enum(SOURCE_KINDS) }),
    receivedAt: Time,
    status: z.enum(MESSAGE_STATES),
    reason: z.string().nullable().meta({ description: 'Why it was refused or failed, or what was made of it' }),
    tries: z.number(),
    repeats: z.number().meta({ description: 'How often the same came again' }),
    settledAt: Time.nullable(),
    instance: z.object({ id: z.uuid(), kind: z.enum(['lead', 'sale']) }).nullable(),
    madeLead: z.boolean(),
    contactId: z.uuid().nullable(),
    accountId: z.uuid().nullable(),
    interactionId: z.uuid().nullable(),
    content: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'What was understood of it; null without the right `inbound.content`' }),
  })
  .meta({ id: 'InboundMessage' });

const messageView = (card: MessageCard, actor: Person): z.input<typeof MessageView> => ({
  ...card,
  receivedAt: isoOf(card.receivedAt),
  settledAt: isoOrNull(card.settledAt),
  content: mayDo(actor, 'inbound.content') ? { ...card.content } : null,
});

const list = route({
  method: 'get',
  path: '/inbound-messages',
  right: 'inbound.read',
  personal: true,
  summary: 'What came in by itself and what became of it, the newest first',
  query: z.strictObject({
    status: z.enum(MESSAGE_STATES).optional(),
    source: z.string().max(63).optional(),
    ...paging,
  }),
  answers: pageOfItems(MessageView),
  handle: async ({ query: { limit, cursor, ...filter }, actor }, { pool, clock }) => {
    const sight = await sightOf(pool, actor);
    const read = await listMessages(pool, sight, { filter, page: { limit, cursor } }, clock.now());
    return { ...read, items: read.items.map((card) => messageView(card, actor)), asOf: isoOf(read.asOf) };
  },
});

const one = route({
  method: 'get',
  path: '/inbound-messages/:id',
  right: 'inbound.read',
  summary: 'One of them',
  params: Id,
  answers: MessageView,
  refuses: ['NotFound'],
  handle: ({ params: { id }, actor }, context) => viewOf(context, id, actor),
});

const retry = route({
  method: 'post',
  path: '/inbound-messages/:id/retry',
  right: 'inbound.retry',
  summary: 'Take in one that was refused or failed, as a new beginning; one that is under way or done stays as it is',
  params: Id,
  answers: MessageView,
  refuses: ['NotFound'],
  handle: async ({ params: { id }, actor }, context) => {
    await viewOf(context, id, actor); // what somebody does not see they set nothing going of
    await retryMessage(context.pool, id, context.clock.now());
    return viewOf(context, id, actor);
  },
});

async function viewOf({ pool }: Context, id: string, actor: Person) {
  const card = await readMessage(pool, await sightOf(pool, actor), id);
  if (!card) throw notFound('message');
  return messageView(card, actor);
}

export const inboundMessages: Route[] = [list, one, retry];
