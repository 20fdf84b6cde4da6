import { z } from 'zod';
import { type Sight, sightOf } from '../access';
import type { CardInput } from '../crm';
import { changesRoute } from './card-changes';
import { partsIn, Revision, word } from './card-parts';
import { changeSeenCard, makeCard, seenCard } from './card-write';
import { ContactView, contactCardOf, contactView } from './contact-views';
import { CustomIn } from './custom-values';
import { once } from './kept';
import { inPlace, memberships } from './memberships';
import { type Route, route } from './route';
import { Id, OptionalKey, words } from './schema';
import { sharedCard, sharedOn } from './shares';

export { ContactView, contactView };

const read = route({
  method: 'get',
  path: '/contacts/:id',
  right: 'contact.read',
  summary: 'One person on a client’s side',
  description: 'The id of a double that was merged answers with the contact it lives on in.',
  params: Id,
  answers: ContactView.extend(sharedCard).meta({ id: 'SharedContactCard' }),
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    const { id, sight } = await seenCard(context, 'contact', params.id, actor);
    const card = await contactCardOf(context, id, sight);
    return { ...card, ...(await sharedOn(context, actor, { entity: 'contact', id })) };
  },
});

const fields = {
  email: z.email().max(320).nullable().optional(),
  phone: word(100),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'Must be two letters, such as ru')
    .nullable()
    .optional(),
  birthDate: z.iso.date().nullable().optional(),
  notes: word(10_000),
  ownerId: z.uuid().nullable().optional(),
  accounts: z
    .array(z.strictObject({ id: z.uuid(), ...inPlace }))
    .max(20)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'Each account once')
    .optional(),
  ...partsIn,
  custom: CustomIn.optional(),
};

const NewContact = z
  .strictObject({ name: words(300), ...fields })
  .meta({ id: 'NewContact', description: 'A name is all that is needed, unless the installation requires more' });
const ContactChange = z
  .strictObject({ revision: Revision, name: words(300).optional(), ...fields })
  .meta({ id: 'ContactChange', description: 'What is absent stays as it is; null empties' });

function inputOf(body: Omit<z.output<typeof ContactChange>, 'revision'>): CardInput {
  const { custom, accounts, points, addresses, properties, categories, phone, email, ...told } = body;
  const first = Object.entries({ phone, 'e-mail': email }).filter(([, value]) => value !== undefined);
  return {
    words: told,
    custom,
    ...{ accounts, points, addresses, properties, categories },
    ...(first.length > 0 && { first: Object.fromEntries(first) as CardInput['first'] }),
  };
}

const create = route({
  method: 'post',
  path: '/contacts',
  right: 'contact.create',
  summary: 'Register a person on a client’s side; a name is enough',
  headers: OptionalKey,
  body: NewContact,
  answers: ContactView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(context, asked, async (id) => {
      await makeCard(context, asked, 'contact', id, inputOf(asked.body));
      return contactCardOf(context, id, await sightOf(context.pool, asked.actor));
    }),
});

const change = route({
  method: 'put',
  path: '/contacts/:id',
  right: 'contact.change',
  summary: 'Change a contact as it was seen',
  description:
    'What is absent stays as it is, and null empties. Another revision in the table is a 409 with the differences.',
  params: Id,
  headers: OptionalKey,
  body: ContactChange,
  answers: ContactView,
  refuses: ['NotFound', 'MovedOn', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async () => {
        const { revision, ...body } = asked.body;
        const read = (id: string, sight: Sight) => contactCardOf(context, id, sight);
        const sent = asked.sent as object;
        const wanted = { entity: 'contact' as const, id: asked.params.id, revision, sent, read };
        return changeSeenCard(context, asked, wanted, inputOf(body));
      },
      200,
    ),
});

export const contacts: Route[] = [create, read, change, changesRoute('contact'), ...memberships];
