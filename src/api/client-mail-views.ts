import { z } from 'zod';
import { type FieldMask, isHidden } from '../access';
import { type Attached, CLIENT_MAIL_STATES, type ClientMailCard, type Draft } from '../client-mails';
import { isoOf, isoOrNull, Ref, Time } from './schema';

const State = z
  .enum(CLIENT_MAIL_STATES)
  .meta({ description: 'held: no mail server is set up; sent: it took it; bounced: it came back' });

const LetterView = z
  .object({
    id: z.uuid(),
    contact: Ref.nullable(),
    name: z.string(),
    address: z.string().nullable().meta({ description: 'Null where your roles hide it' }),
    subject: z.string(),
    text: z.string(),
    state: State,
    reason: z.string().nullable().meta({ description: 'Why it is not sent, or came back' }),
    tries: z.number(),
    sentAt: Time.nullable(),
    answeredAt: Time.nullable(),
  })
  .meta({ id: 'ClientLetter' });

const FileOfMail = z
  .object({
    id: z.uuid().nullable().meta({ description: 'Null once it was taken off its record' }),
    name: z.string(),
    type: z.string(),
    bytes: z.number(),
  })
  .meta({ id: 'FileOfMail' });

export const ClientMailView = z
  .object({
    id: z.uuid(),
    sender: Ref.nullable(),
    instanceId: z.uuid().nullable(),
    account: Ref.nullable(),
    template: z.string().nullable(),
    answersId: z.uuid().nullable().meta({ description: 'The interaction that it answers' }),
    overrideReason: z.string().nullable().meta({ description: 'Why it was written to somebody who had refused' }),
    state: State.meta({ description: 'Over all its letters: what is worst, once none is under way' }),
    createdAt: Time,
    logged: z
      .boolean()
      .meta({ description: 'Whether it is an interaction, of the same id: once a mail server took it' }),
    letters: z.array(LetterView),
    files: z.array(FileOfMail).meta({ description: 'What went with each letter' }),
  })
  .meta({ id: 'ClientMail' });

/** Whether somebody does not see the address of a letter: by the card that it stands on. */
const hidesAddress = (mask: FieldMask, ofContact: boolean): boolean =>
  ofContact
    ? isHidden(mask, 'contact', 'email')
    : isHidden(mask, 'lead', 'email') || isHidden(mask, 'account', 'email');

export const clientMailView = (
  { letters, createdAt, ...card }: ClientMailCard,
  mask: FieldMask,
): z.input<typeof ClientMailView> => ({
  ...card,
  createdAt: isoOf(createdAt),
  letters: letters.map(({ sentAt, answeredAt, ...letter }) => ({
    ...letter,
    address: hidesAddress(mask, letter.contact !== null) ? null : letter.address,
    sentAt: isoOrNull(sentAt),
    answeredAt: isoOrNull(answeredAt),
  })),
});

export const PreviewView = z
  .object({
    letters: z.array(
      z.object({
        contactId: z.uuid().nullable(),
        name: z.string(),
        address: z.string().nullable(),
        subject: z.string(),
        text: z.string(),
        may: z.boolean().meta({ description: 'Whether it can be sent as it stands' }),
        why: z
          .object({ code: z.enum(['no address', 'not theirs', 'refused', 'erased', 'missing']), says: z.string() })
          .nullable()
          .meta({ description: 'Why not; `refused` may be overridden where the rules allow it' }),
        warnings: z.array(z.string()),
      }),
    ),
    files: z.array(FileOfMail),
  })
  .meta({ id: 'ClientMailPreview' });

/** Why a letter cannot be sent as it stands; null: it can. */
export function faultOfDraft({ hindrance, missing }: Draft): { code: Code; says: string } | null {
  if (hindrance) return hindrance;
  if (missing.length === 0) return null;
  const named = missing.map((one) => `{${one}}`).join(', ');
  return { code: 'missing', says: `Nothing is known for ${named}: write it yourself` };
}

type Code = 'no address' | 'not theirs' | 'refused' | 'erased' | 'missing';

export const previewView = (
  { drafts, files }: { drafts: readonly Draft[]; files: readonly Attached[] },
  mask: FieldMask,
): z.input<typeof PreviewView> => ({
  files: [...files],
  letters: drafts.map((draft) => {
    const { to, subject, text, warnings } = draft;
    const why = faultOfDraft(draft);
    return {
      contactId: to.contactId,
      name: to.name,
      address: hidesAddress(mask, to.contactId !== null) ? null : to.address || null,
      subject,
      text,
      may: why === null,
      why,
      warnings,
    };
  }),
});
