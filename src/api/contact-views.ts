import { z } from 'zod';
import type { Sight } from '../access';
import { type ContactCard, readContact } from '../crm';
import { AddressesOut, CategoriesOut, PointsOut, PropertiesOut } from './card-parts';
import type { Context } from './context';
import { CustomOut, customView } from './custom-values';
import { notFound } from './problem';
import { DateOut, isoOf, Ref, Time } from './schema';

const Place = z
  .object({
    id: z.uuid(),
    name: z.string(),
    post: z.string().nullable(),
    decisionRole: z.string().nullable(),
  })
  .meta({ id: 'ContactPlace' });

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

/** A contact's card as somebody sees it. */
export async function contactCardOf({ prisma }: Context, id: string, sight: Sight) {
  const card = await readContact(prisma, id, sight);
  if (!card) throw notFound('contact');
  return contactView(card);
}
