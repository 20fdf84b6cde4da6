import { z } from 'zod';
import { isHidden, maskOf, mayDo } from '../access';
import {
  type Attached,
  compose,
  type Draft,
  findLetterTemplate,
  LETTER_LANGUAGES,
  type LetterAbout,
  MOST_ATTACHED,
  MOST_ATTACHED_BYTES,
  recipientsOf,
  type Words,
} from '../client-mails';
import { conversationOf } from '../crm';
import { attachable } from './client-mail-files';
import { faultOfDraft } from './client-mail-views';
import type { Context } from './context';
import { about, mustBeThere } from './interactions';
import { mustWorkOn } from './must-work-on';
import { seenInteractionOf } from './own-interaction';
import { badInput, Problem, refuse } from './problem';
import type { Asked } from './route';
import { words } from './schema';

/** What somebody wants to write, to whom, and about what. */
export const Written = z
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
    files: z
      .array(z.uuid())
      .max(MOST_ATTACHED)
      .refine((ids) => new Set(ids).size === ids.length, 'Must name each file once')
      .default([])
      .meta({
        description: `What goes with it: files on the deal, on its tasks and interactions, on its client or on whom it is for; ${MOST_ATTACHED_BYTES / 1024 / 1024} MB together`,
      }),
    answers: z.uuid().optional().meta({ description: 'The e-mail, among the interactions, that it answers' }),
    override: words(1000).optional().meta({ description: 'Why somebody who refused is written to all the same' }),
  })
  .refine(({ template, text }) => template !== undefined || text !== undefined, {
    path: ['text'],
    message: 'Must be there where no template is',
  })
  .meta({ id: 'NewClientMail' });

export type Body = z.output<typeof Written>;

/** A mail as it would be sent. */
export interface Writing {
  about: LetterAbout;
  drafts: Draft[];
  answers: readonly string[];
  files: readonly Attached[];
}

/** @throws Problem for what is not there, or out of sight; and where there is nobody to write to, or nothing to say */
export async function writingOf(
  context: Context,
  { actor, body }: { actor: Asked['actor']; body: Body },
): Promise<Writing> {
  const { pool, clock } = context;
  const answered = body.answers === undefined ? null : await seenInteractionOf(context, actor, body.answers);
  if (answered && answered.kind !== 'e-mail') throw badInput({ path: 'body.answers', message: 'Must be an e-mail' });
  if (answered) await mustWorkOn(context, actor, 'interaction', answered.id);
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
  const files = await attachable(context, actor, body.files, { of, to: to.map((one) => one.contactId) });
  return { about: of, drafts, answers: answered ? await conversationOf(pool, answered.id) : [], files };
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

/** Gives whether somebody is written to who refused. @throws Problem that names all to whom it may not, or cannot, go */
export function mustBeSendable(
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

export function tooMany({ who, waitS }: { who: 'sender' | 'address'; waitS: number }): Problem {
  const detail =
    who === 'sender'
      ? 'You have written as many letters as an hour may hold.'
      : 'One of them has been written to as often as an hour may hold.';
  return new Problem('TooOften', { detail, headers: { 'Retry-After': String(waitS) } });
}
