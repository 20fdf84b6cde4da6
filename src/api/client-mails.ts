import { z } from 'zod';
import { maskOf, sightOf } from '../access';
import {
  CLIENT_MAIL_STATES,
  keepMail,
  listClientMails,
  readClientMail,
  readClientMailRules,
  retryClientMail,
  triesOfMail,
} from '../client-mails';
import { ClientMailView, clientMailView, PreviewView, previewView } from './client-mail-views';
import { mustBeSendable, tooMany, Written, writingOf } from './client-mail-writing';
import type { Context } from './context';
import { once } from './kept';
import { notFound, Problem } from './problem';
import { type Asked, type Route, route } from './route';
import { Id, isoOf, pageOfItems, paging, RequiredKey, Time } from './schema';

const preview = route({
  method: 'post',
  path: '/client-mails/preview',
  right: 'client-mail.send',
  summary: 'See each letter as it would be sent, and whether it may be; nothing is sent',
  body: Written,
  answers: PreviewView,
  refuses: ['NotFound', 'NotAllowed'],
  handle: async (asked, context) => previewView(await writingOf(context, asked), maskOf(asked.actor)),
});

const write = route({
  method: 'post',
  path: '/client-mails',
  right: 'client-mail.send',
  summary: 'Write to clients by mail; all of them, or none',
  description:
    'It is sent behind the answer, and tried for a day; you are told if it cannot be delivered or comes back. Once a mail server took it, it is an interaction of the same id, and its lead or sale is told.',
  headers: RequiredKey,
  body: Written,
  answers: ClientMailView,
  status: 201,
  refuses: ['NotFound', 'NotAllowed', 'MailRefused', 'TooOften', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(context, asked, async (id) => {
      const { pool, clock } = context;
      const before = await readClientMail(pool, await sightOf(pool, asked.actor), id);
      if (before) return clientMailView(before, maskOf(asked.actor));
      const writing = await writingOf(context, asked);
      const rules = await readClientMailRules(pool);
      const overridden = mustBeSendable(asked, writing.drafts, rules.mayOverride);
      const kept = await keepMail(
        pool,
        {
          id,
          senderId: asked.actor.id,
          ...writing,
          template: asked.body.template ?? null,
          answersId: asked.body.answers ?? null,
          overrideReason: overridden ? (asked.body.override ?? null) : null,
        },
        rules,
        clock.now(),
      );
      if (kept.became === 'limited') throw tooMany(kept);
      return viewOf(context, asked.actor, id);
    }),
});

async function viewOf({ pool }: Context, actor: Asked['actor'], id: string) {
  const found = await readClientMail(pool, await sightOf(pool, actor), id);
  if (!found) throw notFound('mail');
  return clientMailView(found, maskOf(actor));
}

const list = route({
  method: 'get',
  path: '/client-mails',
  right: 'client-mail.read',
  personal: true,
  summary: 'Mails that were written to clients, the newest first, and what became of each',
  query: z.strictObject({
    instance: z.uuid().optional(),
    contact: z.uuid().optional(),
    account: z.uuid().optional(),
    sender: z.uuid().optional(),
    state: z.enum(CLIENT_MAIL_STATES).optional(),
    ...paging,
  }),
  answers: pageOfItems(ClientMailView),
  handle: async ({ query: { limit, cursor, ...filter }, actor }, { pool, clock }) => {
    const sight = await sightOf(pool, actor);
    const read = await listClientMails(pool, { sight, filter, page: { limit, cursor } }, clock.now());
    return { ...read, items: read.items.map((card) => clientMailView(card, maskOf(actor))), asOf: isoOf(read.asOf) };
  },
});

const Detail = ClientMailView.extend({
  ledger: z.array(
    z.object({
      letterId: z.uuid(),
      n: z.number(),
      at: Time,
      result: z.enum(['under way', 'sent', 'again', 'failed', 'unknown']),
      detail: z.string().nullable(),
    }),
  ),
}).meta({ id: 'ClientMailWithTries' });

const read = route({
  method: 'get',
  path: '/client-mails/:id',
  right: 'client-mail.read',
  summary: 'One mail to clients, with every try',
  params: Id,
  answers: Detail,
  refuses: ['NotFound'],
  handle: async ({ params: { id }, actor }, context) => {
    const mail = await viewOf(context, actor, id);
    const ledger = await triesOfMail(context.pool, id);
    return { ...mail, ledger: ledger.map(({ at, ...one }) => ({ ...one, at: isoOf(at) })) };
  },
});

const retry = route({
  method: 'post',
  path: '/client-mails/:id/retry',
  right: 'client-mail.send',
  summary: 'Have the letters of your mail that failed, or are held, tried anew',
  params: Id,
  answers: ClientMailView,
  refuses: ['NotFound', 'NotAllowed'],
  handle: async ({ params: { id }, actor }, context) => {
    const mail = await viewOf(context, actor, id);
    if (mail.sender?.id !== actor.id) throw new Problem('NotAllowed', { detail: 'It is for whoever wrote it.' });
    await retryClientMail(context.pool, id, context.clock.now());
    return viewOf(context, actor, id);
  },
});

export const clientMails: Route[] = [list, preview, write, read, retry];
