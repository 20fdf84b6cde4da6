import { z } from 'zod';
import { maskOf, sightOf } from '../access';
import { closedLines, listAddressBook } from '../crm';
import { type Route, route } from './route';
import { isoOf, pageOfItems, paging, Ref } from './schema';

const Entry = z
  .object({
    kind: z.enum(['account', 'contact']),
    id: z.uuid(),
    name: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    organisation: Ref.nullable(),
    post: z.string().nullable(),
    owner: Ref.nullable(),
  })
  .meta({ id: 'AddressBookEntry' });

const list = route({
  method: 'get',
  path: '/address-book',
  right: 'contact.read',
  personal: true,
  summary: 'One address book of persons and organisations, by name',
  query: z.strictObject({
    q: z.string().max(200).optional().meta({ description: 'Parts of names, e-mail addresses, phones, organisations' }),
    ...paging,
  }),
  answers: pageOfItems(Entry),
  handle: async ({ query: { q, ...page }, actor }, { pool, clock }) => {
    const sight = await sightOf(pool, actor);
    const closed = closedLines(maskOf(actor));
    const read = await listAddressBook(pool, { sight, closed, page, ...(q !== undefined && { q }) }, clock.now());
    return { ...read, asOf: isoOf(read.asOf) };
  },
});

export const addressBook: Route[] = [list];
