import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { v5 as derivedId } from 'uuid';
import { z } from 'zod';
import type { Person } from '../access';
import { sightOf } from '../access';
import { type Invitation, InvitationRefused, readInvitation, takeInvitation } from '../crm';
import { FileRefused, keepFile } from '../files';
import type { Context } from './context';
import { refused } from './files/upload';
import { detailView, InteractionDetailView } from './interaction-views';
import { about, mustBeThere } from './interactions';
import { once } from './kept';
import { seenInteractionOf } from './own-interaction';
import { Problem } from './problem';
import { type Route, route } from './route';
import { OptionalKey } from './schema';

const Taken = z
  .object({
    became: z.enum(['planned', 'changed', 'cancelled', 'known', 'nothing']).meta({
      description:
        'known: this SEQUENCE or a later one was taken in before, or the meeting is over; nothing: it cancels what was never planned',
    }),
    interaction: InteractionDetailView.nullable(),
  })
  .meta({ id: 'InvitationTaken' });

const take = route({
  method: 'post',
  path: '/interactions/ical',
  right: 'interaction.create',
  summary: 'Plan the meeting of an iCalendar text, or change or cancel it by a later one',
  description:
    'One meeting, of 64 KiB at most; a series is refused. The same UID is one interaction, whose SEQUENCE says what is newer. Organiser and guests whose addresses you know take part. Files that stand in it (ATTACH with VALUE=BINARY) are kept on the meeting, unless they are not taken.',
  headers: OptionalKey,
  body: z.strictObject({
    calendar: z.string().max(65_536).meta({ description: 'The content of the .ics file' }),
    ...about,
  }),
  answers: Taken,
  refuses: ['NotFound', 'IdempotencyKeyReused', 'FilesAway'],
  handle: async (asked, context) => {
    const { calendar, ...of } = asked.body;
    const invitation = invitationIn(calendar);
    await mustBeThere(context, asked.actor, of);
    const sight = await sightOf(context.pool, asked.actor);
    return once(
      context,
      asked,
      async (id) => {
        const taking = { id, by: asked.actor.id, sight, now: context.clock.now(), ...of };
        const taken = await takeInvitation(context.pool, taking, invitation);
        if (taken.became === 'nothing') return { became: taken.became, interaction: null };
        if (taken.became === 'planned' || taken.became === 'changed')
          await keepAttached(context, asked.actor, taken.id, invitation);
        return {
          became: taken.became,
          interaction: detailView(await seenInteractionOf(context, asked.actor, taken.id)),
        };
      },
      200,
    );
  },
});

/** Keeps what came along in the text as files of the meeting; a later version of it brings the same ones, which are kept once. */
async function keepAttached({ files, pool, clock }: Context, actor: Person, id: string, { attached }: Invitation) {
  if (!files) return;
  for (const { name, type, bytes } of attached) {
    const fileId = derivedId(createHash('sha256').update(bytes).digest('hex'), id);
    const on = { kind: 'interaction', id } as const;
    const file = { id: fileId, on, name, said: type, origin: 'invitation', by: actor.id, now: clock.now() } as const;
    await keepFile({ room: files, pool }, file, Readable.from([bytes])).catch((error: unknown) => {
      // The meeting is what was sent; a program that came along is left out.
      if (!(error instanceof FileRefused)) throw refused(error);
    });
  }
}

function invitationIn(text: string) {
  try {
    return readInvitation(text);
  } catch (error) {
    if (!(error instanceof InvitationRefused)) throw error;
    const errors = [{ path: 'body.calendar', message: error.message }];
    throw new Problem('BadInput', { detail: `body.calendar: ${error.message}`, errors });
  }
}

export const invitations: Route[] = [take];
