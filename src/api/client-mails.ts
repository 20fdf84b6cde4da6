import { z } from 'zod';
import { isHidden, maskOf, mayDo, sightOf } from '../access';
import {
  CLIENT_MAIL_STATES,
  compose,
  type Draft,
  findLetterTemplate,
  keepMail,
  LETTER_LANGUAGES,
  type LetterAbout,
  listClientMails,
  readClientMail,
  readClientMailRules,
  recipientsOf,
  retryClientMail,
  triesOfMail,
  type Words,
} from '../client-mails';
import { conversationOf } from '../crm';
import { ClientMailView, clientMailView, faultOfDraft, PreviewView, previewView } from './client-mail-views';
import type { Context } from './context';
import { about, mustBeThere } from './interactions';
import { once } from './kept';
import { seenInteractionOf } from './own-interaction';
import { badInput, notFound, Problem, refuse } from './problem';
import { type Asked, type Route, route } from './route';
import { Id, isoOf, pageOfItems, paging, RequiredKey, Time, words } from './schema';

const Written = z
  .strictObject({
    ...about,
    to: z
      .array(z.strictObject({ contactId: z.uuid(), address: z.string().max(320).optional() }))
      .min(1)
      .max(20)
      .optional()
      .meta({
        description: 'Each gets a letter of their own; without it whoever the lead, sale, contact or account is',
      }),
    template: z.string().max(63).optional(),
    language: z.enum(LETTER_LANGUAGES).optional().meta({ description: 'Of a template; else the reader’s' }),
    subject: words(300)
      .refine((text) => !/[\r\n]/.test(text), 'Must be one line')
      .optional(),
    text: words(50_000).optional().meta({ description: 'In place of what the template says, to everybody alike' }),
    answers: z.uuid().optional().meta({ description: 'The e-mail, among the interactions, that it answers' }),
    override: words(1000).optional().meta({ description: 'Why somebody who refused is written to all the same' }),
  })
  .refine(({ template, text }) => template !== undefined || text !== undefined, {
    path: ['text'],
    message: 'Must be there where no template is',
  })
  .meta({ id: 'NewClientMail' });

type Body = z.output<typeof Written>;

/** A mail as it would be sent. */
interface Writing {
  about: LetterAbout;
  drafts: Draft[];
  answers: readonly string[];
}

/** @throws Problem for what is not there, or out of sight; and where there is nobody to write to, or nothing to say */
async function writingOf(context: Context, { actor, body }: { actor: Asked['actor']; body: Body }): Promise<Writing> {
  const { pool, clock } = context;
  const answered = body.answers === undefined ? null : await seenInteractionOf(context, actor, body.answers);
  if (answered && answered.kind !== 'e-mail') throw badInput({ path: 'body.answers', message: 'Must be an e-mail' });
  const named = body.instanceId ?? body.contactId ?? body.accountId;
  const of: LetterAbout =
    named === undefined && answered
      ? {
          instanceId: answered.instanceId,
          contactId: answered.contact?.id ?? null,
          accountId: answered.account?.id ?? null,
        }
      : { instanceId: body.instanceId ?? null, contactId: body.contactId ?? null, accountId: body.accountId ?? null };
  const { instanceId, contactId, accountId } = body;
  await mustBeThere(context, actor, {
    instanceId,
    contactId,
    accountId,
    contactIds: body.to?.map((one) => one.contactId),
  });
  const to = await recipientsOf(pool, of, body.to);
  if (to.length === 0) throw badInput({ path: 'body.to', message: 'Must name somebody: nobody is known here' });
  const seesAmount = !isHidden(maskOf(actor), 'sale', 'amount') && !isHidden(maskOf(actor), 'lead', 'amount');
  const by = { id: actor.id, name: actor.name, email: actor.email, language: actor.language, seesAmount };
  const drafts = await compose(
    pool,
    { by, about: of, to, words: await wordsOf(context, body, answered?.subject) },
    clock.now(),
  );
  return { about: of, drafts, answers: answered ? await conversationOf(pool, answered.id) : [] };
}

async function wordsOf({ pool }: Context, body: Body, answered: string | undefined): Promise<Words> {
  const { template: name, subject, text, language } = body;
  const template = name === undefined ? null : await findLetterTemplate(pool, name);
  refuse(name !== undefined && !template ? [{ path: 'body.template', message: 'There is no such template' }] : []);
  if (template && text === undefined) return { template, language };
  const said = subject ?? (answered && (/^(re|отв|aw):/i.test(answered) ? answered : `Re: ${answered}`));
  if (said === undefined) throw badInput({ path: 'body.subject', message: 'Must be there' });
  return { subject: said, text: text ?? '' };
}

const preview = route({
  method: 'post',
  path: '/client-mails/preview',
  right: 'client-mail.send',
  summary: 'See each letter as it would be sent, and whether it may be; nothing is sent',
  body: Written,
  answers: PreviewView,
  refuses: ['NotFound'],
  handle: async (asked, context) => previewView((await writingOf(context, asked)).drafts, maskOf(asked.actor)),
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

/** Gives whether somebody is written to who refused. @throws Problem that names all to whom it may not, or cannot, go */
function mustBeSendable(
  { actor, body }: { actor: Asked['actor']; body: Body },
  drafts: readonly Draft[],
  mayOverride: boolean,
) {
  const may = mayOverride && body.override !== undefined;
  if (may && drafts.some(isRefused) && !mayDo(actor, 'client-mail.override'))
    throw new Problem('NotAllowed', {
      detail: 'To write to somebody who refused takes the right `client-mail.override`.',
    });
  const errors = drafts.flatMap((draft, n) => {
    const fault = faultOfDraft(draft);
    if (!fault || (may && isRefused(draft) && draft.missing.length === 0)) return [];
    return [{ path: body.to ? `body.to.${n}` : 'body', message: `${draft.to.name}: ${fault.says}` }];
  });
  if (errors.length > 0)
    throw new Problem('MailRefused', { detail: errors.map(({ message }) => message).join('; '), errors });
  return may && drafts.some(isRefused);
}

const isRefused = ({ hindrance }: Draft): boolean => hindrance?.code === 'refused';

function tooMany({ who, waitS }: { who: 'sender' | 'address'; waitS: number }): Problem {
  const detail =
    who === 'sender'
      ? 'You have written as many letters as an hour may hold.'
      : 'One of them has been written to as often as an hour may hold.';
  return new Problem('TooOften', { detail, headers: { 'Retry-After': String(waitS) } });
}

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
