import { z } from 'zod';
import { type Sight, sightOf } from '../access';
import { type CardInput, type ContactCard, readContact } from '../crm';
import { AddressesOut, CategoriesOut, PointsOut, PropertiesOut, partsIn, Revision, word } from './card-parts';
import { ChangePage, changePage, changeSeenCard, makeCard, seenCard } from './card-write';
import type { Context } from './context';
import { CustomIn, CustomOut, customView } from './custom-values';
import { once } from './kept';
import { notFound } from './problem';
import { type Route, route } from './route';
import { DateOut, Id, isoOf, OptionalKey, paging, Ref, Time, words } from './schema';

const Place = z.object({
  id: z.uuid(),
  name: z.string(),
  post: z.string().nullable(),
  decisionRole: z.string().nullable(),
});

/** A contact as their card and the lists show them. */
export const ContactView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    language: z.string().nullable(),
    birthDate: DateOut.nullable(),
    notes: z.string().nullable(),
    ownerId: z.uuid().nullable(),
    owner: Ref.nullable(),
    accounts: z.array(Place).meta({ description: 'Organisations they belong to, with the post and the role in each' }),
    points: PointsOut,
    addresses: AddressesOut,
    properties: PropertiesOut,
    categories: CategoriesOut,
    custom: CustomOut,
    revision: z.number().meta({ description: 'Send it with a change' }),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Contact' });

export const contactView = (card: ContactCard): z.input<typeof ContactView> => ({
  ...card,
  accounts: [...card.accounts],
  points: [...card.points],
  addresses: [...card.addresses],
  categories: [...card.categories],
  custom: customView(card.custom),
  createdAt: isoOf(card.createdAt),
  updatedAt: isoOf(card.updatedAt),
});

async function cardOf({ prisma }: Context, id: string, sight: Sight) {
  const card = await readContact(prisma, id, sight);
  if (!card) throw notFound('contact');
  return contactView(card);
}

const read = route({
  method: 'get',
  path: '/contacts/:id',
  right: 'contact.read',
  summary: 'One person on a client’s side',
  description: 'The id of a double that was merged answers with the contact it lives on in.',
  params: Id,
  answers: ContactView,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    const { id, sight } = await seenCard(context, 'contact', params.id, actor);
    return cardOf(context, id, sight);
  },
});

const inPlace = {
  post: words(200).nullable().default(null),
  decisionRole: words(200).nullable().default(null).meta({ description: 'A key of the catalogue decision-role' }),
};

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
      return cardOf(context, id, await sightOf(context.pool, asked.actor));
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
        const read = (id: string, sight: Sight) => cardOf(context, id, sight);
        const sent = asked.sent as object;
        const wanted = { entity: 'contact' as const, id: asked.params.id, revision, sent, read };
        const { id, sight } = await changeSeenCard(context, asked, wanted, inputOf(body));
        return cardOf(context, id, sight);
      },
      200,
    ),
});

const InPlace = z.object({ id: z.uuid(), account: z.uuid() });

/** One membership: what others are stays, so no revision is needed. */
async function changePlaces(
  context: Context,
  asked: { actor: Parameters<typeof seenCard>[3]; params: { id: string } },
  places: (held: NonNullable<CardInput['accounts']>) => NonNullable<CardInput['accounts']>,
) {
  const read = (id: string, sight: Sight) => cardOf(context, id, sight);
  const wanted = { entity: 'contact' as const, id: asked.params.id, revision: null, sent: {}, read };
  const { id, sight } = await changeSeenCard(context, asked, wanted, ({ accounts }) => ({
    words: {},
    accounts: places(accounts),
  }));
  return cardOf(context, id, sight);
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
        const { id } = await seenCard(context, 'account', asked.params.account, asked.actor);
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
        const { id } = await seenCard(context, 'account', asked.params.account, asked.actor);
        return changePlaces(context, asked, (held) => held.filter((one) => one.id !== id));
      },
      200,
    ),
});

const changes = route({
  method: 'get',
  path: '/contacts/:id/changes',
  right: 'contact.read',
  summary: 'Who changed what on the card, the newest first',
  params: Id,
  query: z.strictObject(paging),
  answers: ChangePage,
  refuses: ['NotFound'],
  handle: async ({ params, query, actor }, context) => {
    const { id } = await seenCard(context, 'contact', params.id, actor);
    return changePage(context, { entity: 'contact', id, page: query });
  },
});

export const contacts: Route[] = [create, read, change, putPlace, removePlace, changes];
