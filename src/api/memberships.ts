import { z } from 'zod';
import type { Sight } from '../access';
import type { CardInput } from '../crm';
import { changeSeenCard, seenCard } from './card-write';
import { ContactView, contactCardOf } from './contact-views';
import type { Context } from './context';
import { once } from './kept';
import { mustWorkOn } from './must-work-on';
import { type Route, route } from './route';
import { OptionalKey, words } from './schema';

/** What somebody is in an organisation. */
export const inPlace = {
  post: words(200).nullable().default(null),
  decisionRole: words(200).nullable().default(null).meta({ description: 'A key of the catalogue decision-role' }),
};

const InPlace = z.object({ id: z.uuid(), account: z.uuid() });

/** One membership: what others are stays, so no revision is needed. */
async function changePlaces(
  context: Context,
  asked: { actor: Parameters<typeof seenCard>[3]; params: { id: string } },
  places: (held: NonNullable<CardInput['accounts']>) => NonNullable<CardInput['accounts']>,
) {
  const read = (id: string, sight: Sight) => contactCardOf(context, id, sight);
  const wanted = { entity: 'contact' as const, id: asked.params.id, revision: null, sent: {}, read };
  return changeSeenCard(context, asked, wanted, ({ accounts }) => ({ words: {}, accounts: places(accounts) }));
}

const putPlace = route({
  method: 'put',
  path: '/contacts/:id/accounts/:account',
  right: 'contact.change',
  summary: 'Say that somebody belongs to an organisation, with the post and the role in decisions there',
  params: InPlace,
  headers: OptionalKey,
  body: z.strictObject(inPlace).meta({ id: 'Membership' }),
  answers: ContactView,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async () => {
        const { id, sight } = await seenCard(context, 'account', asked.params.account, asked.actor);
        await mustWorkOn(context, asked.actor, 'account', id, sight);
        const place = { id, ...asked.body };
        return changePlaces(context, asked, (held) => [...held.filter((one) => one.id !== id), place]);
      },
      200,
    ),
});

const removePlace = route({
  method: 'delete',
  path: '/contacts/:id/accounts/:account',
  right: 'contact.change',
  summary: 'Say that somebody belongs to an organisation no more',
  params: InPlace,
  headers: OptionalKey,
  answers: ContactView,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async () => {
        const { id, sight } = await seenCard(context, 'account', asked.params.account, asked.actor);
        await mustWorkOn(context, asked.actor, 'account', id, sight);
        return changePlaces(context, asked, (held) => held.filter((one) => one.id !== id));
      },
      200,
    ),
});

export const memberships: Route[] = [putPlace, removePlace];
