import { z } from 'zod';
import type { AccountCard, ContactPerson } from '../crm';
import { AddressesOut, CategoriesOut, PointsOut, PropertiesOut, RequisitesOut } from './card-parts';
import { CustomOut, customView } from './custom-values';
import { isoOf, MoneyOut, moneyOut, Ref, Time } from './schema';

/** An account as its card and the lists show it. */
export const AccountView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    legalName: z.string().nullable(),
    taxNumber: z.string().nullable(),
    website: z.string().nullable(),
    phone: z.string().nullable().meta({ description: 'The first of its phones' }),
    email: z.string().nullable(),
    industry: z.string().nullable(),
    activities: z.array(z.string()).meta({ description: 'Kinds of what it does' }),
    region: z.string().nullable(),
    country: z.string().nullable(),
    foundedYear: z.number().nullable(),
    employees: z.number().nullable(),
    annualRevenue: MoneyOut.nullable(),
    relationshipStage: z
      .string()
      .nullable()
      .meta({ description: 'Where we stand with the client: no stage of a sale' }),
    importance: z.string().nullable(),
    category: z.string().nullable(),
    holding: Ref.nullable(),
    ownerId: z.uuid().nullable(),
    owner: Ref.nullable().meta({ description: 'The curator: responsible for the client as a whole' }),
    notes: z.string().nullable(),
    points: PointsOut,
    addresses: AddressesOut,
    requisites: RequisitesOut,
    properties: PropertiesOut,
    categories: CategoriesOut,
    custom: CustomOut,
    revision: z.number().meta({ description: 'Send it with a change' }),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Account' });

export const accountView = (card: AccountCard): z.input<typeof AccountView> => {
  const { annualRevenue, activities, points, addresses, requisites, properties, categories, custom, ...words } = card;
  const first = (kind: string) => points.find((one) => one.kind === kind)?.value ?? null;
  return {
    ...words,
    phone: first('phone'),
    email: first('e-mail'),
    activities: [...activities],
    annualRevenue: annualRevenue && moneyOut(annualRevenue),
    points: [...points],
    addresses: [...addresses],
    requisites: [...requisites],
    properties,
    categories: [...categories],
    custom: customView(custom),
    createdAt: isoOf(card.createdAt),
    updatedAt: isoOf(card.updatedAt),
  };
};

/** Somebody who belongs to an organisation. */
export const PersonView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    post: z.string().nullable(),
    decisionRole: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
  })
  .meta({ id: 'ContactPerson' });

/** The card itself says who its people are. */
export const AccountCardView = AccountView.extend({ contacts: z.array(PersonView) }).meta({ id: 'AccountCard' });

export const accountCardView = (card: AccountCard, contacts: ContactPerson[]): z.input<typeof AccountCardView> => ({
  ...accountView(card),
  contacts,
});
