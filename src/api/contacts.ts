import { z } from 'zod';
import { type ContactCard, createContact, missingOf, readContact } from '../crm';
import { once } from './kept';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, OptionalKey, Time, words } from './schema';

const Place = z.object({
  id: z.uuid(),
  name: z.string(),
  post: z.string().nullable(),
  decisionRole: z.string().nullable(),
});

/** A contact as its card and the lists show it. */
export const ContactView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    createdAt: Time,
    accounts: z.array(Place).meta({ description: 'Organisations they belong to, with the post in each' }),
  })
  .meta({ id: 'Contact' });

export const contactView = (card: ContactCard): z.input<typeof ContactView> => ({
  ...card,
  createdAt: isoOf(card.createdAt),
});

const read = route({
  method: 'get',
  path: '/contacts/:id',
  right: 'contact.read',
  summary: 'One person on a client’s side',
  params: Id,
  answers: ContactView,
  refuses: ['NotFound'],
  handle: async ({ params }, { prisma }) => {
    const found = await readContact(prisma, params.id);
    if (!found) throw notFound('contact');
    return contactView(found);
  },
});

const NewContact = z
  .strictObject({
    name: words(300),
    email: z.email().max(320).optional(),
    phone: words(100).optional(),
    accounts: z
      .array(z.strictObject({ id: z.uuid(), post: words(200).optional(), decisionRole: words(200).optional() }))
      .max(20)
      .default([]),
  })
  .meta({ id: 'NewContact' });

const create = route({
  method: 'post',
  path: '/contacts',
  right: 'contact.create',
  summary: 'Register a person on a client’s side',
  headers: OptionalKey,
  body: NewContact,
  answers: ContactView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { prisma, pool, clock } = context;
    for (const [n, { id }] of asked.body.accounts.entries()) {
      const missing = await missingOf(pool, { account: id });
      const path = `body.accounts.${n}.id`;
      if (missing.length > 0)
        throw new Problem('BadInput', { errors: [{ path, message: 'There is no such account' }], detail: path });
    }
    return once(context, asked, async (id) => contactView(await createContact(prisma, id, asked.body, clock.now())));
  },
});

export const contacts: Route[] = [create, read];
