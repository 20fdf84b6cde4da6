import { z } from 'zod';
import { maskOf, mayDo, type Right, sightOf } from '../access';
import { closedLines, MATCHED_FIELDS, SEARCH_KINDS, type SearchKind, search, WAYS } from '../crm';
import { type Route, route } from './route';
import { isoOf, Ref, Time } from './schema';

const HitView = z
  .object({
    kind: z.enum(SEARCH_KINDS),
    id: z.uuid(),
    name: z.string(),
    number: z.number().nullable(),
    about: z.string().nullable().meta({ description: 'What tells it from its namesakes' }),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    accounts: z.array(Ref).meta({ description: 'The organisations of a contact, the client of a lead or a sale' }),
    owner: Ref.nullable(),
    open: z.boolean().nullable().meta({ description: 'Of a lead or a sale' }),
    state: z.string().nullable(),
    matched: z
      .object({ field: z.enum(MATCHED_FIELDS), how: z.enum(WAYS) })
      .meta({ description: 'By what it was found, and how nearly' }),
  })
  .meta({ id: 'SearchHit' });

const NEEDS: Readonly<Record<SearchKind, Right>> = {
  account: 'account.read',
  contact: 'contact.read',
  lead: 'lead.read',
  sale: 'sale.read',
  product: 'self.read',
};

const Kinds = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(SEARCH_KINDS)).max(SEARCH_KINDS.length))
  .transform((kinds) => SEARCH_KINDS.filter((kind) => kinds.includes(kind)));

const find = route({
  method: 'get',
  path: '/search',
  right: 'self.read',
  personal: true,
  summary: 'Records by a part of a name, a number, digits of a phone or an address; what pickers ask',
  description:
    'Either alphabet’s spelling finds, and so does the other keyboard layout and a word with a slip of the finger. The whole name ' +
    'comes first, then what it begins with, then words and parts of words; open deals and recent ones before others. Names typed on ' +
    'a lead are found as that lead only.',
  query: z.strictObject({
    q: z.string().max(200),
    kinds: Kinds.optional().meta({ description: `Some of ${SEARCH_KINDS.join(', ')}, with commas; all unless told` }),
    limit: z.coerce.number().int().min(1).max(50).default(8).meta({ description: 'Of each kind' }),
  }),
  answers: z.object({
    readAs: z
      .string()
      .nullable()
      .meta({ description: 'What was looked for instead: `q` in the other keyboard layout' }),
    groups: z.array(z.object({ kind: z.enum(SEARCH_KINDS), items: z.array(HitView), more: z.boolean() })),
    asOf: Time,
  }),
  handle: async ({ query: { q, kinds = [...SEARCH_KINDS], limit }, actor }, { pool, clock }) => {
    const sight = await sightOf(pool, actor);
    const closed = closedLines(maskOf(actor));
    const found = await search(pool, q, {
      kinds: kinds.filter((kind) => mayDo(actor, NEEDS[kind])),
      ...{ sight, limit, closed },
    });
    const groups = found.groups.map((group) => ({
      ...group,
      items: group.items.map((item) => ({ ...item, accounts: [...item.accounts] })),
    }));
    return { readAs: found.readAs, groups, asOf: isoOf(clock.now()) };
  },
});

export const searching: Route[] = [find];
