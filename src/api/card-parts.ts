import { z } from 'zod';
import { ADDRESS_KINDS, POINT_KINDS } from '../crm';
import { words } from './schema';

const said = (max: number) => words(max).nullable().default(null);

const PointOut = z.object({ kind: z.enum(POINT_KINDS), value: z.string(), label: z.string().nullable() });
export const PointsOut = z
  .array(PointOut)
  .meta({ description: 'Phones, e-mail addresses, sites and messengers; the first of a kind is the one to use' });

const PointIn = z
  .strictObject({ kind: z.enum(POINT_KINDS), value: words(500), label: said(100) })
  .refine(({ kind, value }) => kind !== 'e-mail' || z.email().max(320).safeParse(value).success, {
    path: ['value'],
    message: 'Invalid email address',
  });

const AddressIn = z.strictObject({
  kind: z.enum(ADDRESS_KINDS),
  country: said(200),
  region: said(200),
  city: said(200),
  postcode: said(50),
  line: said(500),
});

const RequisitesIn = z.strictObject({
  name: words(300),
  registration: said(200),
  bank: said(300),
  bankCode: said(50),
  bankAccount: said(50),
  correspondentAccount: said(50),
});

export const AddressesOut = z.array(z.object(AddressIn.shape));
export const RequisitesOut = z.array(z.object(RequisitesIn.shape));
export const PropertiesOut = z.record(z.string(), z.string()).meta({ description: 'Options by property (keys)' });
export const CategoriesOut = z.array(z.string()).meta({ description: 'Keys of the categories that are ticked' });

/** What accounts and contacts both have beside their words. A list that is sent takes the place of the old one. */
export const partsIn = {
  points: z.array(PointIn).max(50).optional(),
  addresses: z.array(AddressIn).max(20).optional(),
  properties: z
    .record(z.string().max(100), z.string().max(100).nullable())
    .optional()
    .meta({ description: 'Laid over those there are; null takes one away' }),
  categories: z
    .array(z.string().max(100))
    .max(100)
    .transform((keys) => [...new Set(keys)])
    .optional(),
};
export const requisitesIn = z.array(RequisitesIn).max(20).optional();

/** A word that may be left as it is (absent) or emptied (null). */
export const word = (max: number) => words(max).nullable().optional();

/** A key that people and programs use: small letters, digits, `-` and `_`. */
export const Key = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9_-]*$/, 'Must begin with a small letter, and hold small letters, digits, - and _');

/** The revision of the card that was seen; another in the table is a 409 that says what differs. */
export const Revision = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
