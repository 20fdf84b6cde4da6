import { z } from 'zod';
import { type Sight, sightOf } from '../access';
import { type CardInput, contactPersons, readAccount } from '../crm';
import { AccountCardView, AccountView, accountCardView, accountView } from './account-views';
import { changesRoute } from './card-changes';
import { partsIn, Revision, requisitesIn, word } from './card-parts';
import { changeSeenCard, makeCard, seenCard } from './card-write';
import type { Context } from './context';
import { CustomIn } from './custom-values';
import { once } from './kept';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Count, Id, MoneyIn, OptionalKey, words } from './schema';
import { sharedCard, sharedOn } from './shares';

export { AccountView, accountView };

async function cardOf({ prisma }: Context, id: string, sight: Sight) {
  const [card, people] = await Promise.all([readAccount(prisma, id, sight), contactPersons(prisma, id, sight)]);
  if (!card) throw notFound('account');
  return accountCardView(card, people);
}

const read = route({
  method: 'get',
  path: '/accounts/:id',
  right: 'account.read',
  summary: 'One client organisation, with its people',
  description: 'The id of a double that was merged answers with the account it lives on in.',
  params: Id,
  answers: AccountCardView.extend(sharedCard).meta({ id: 'SharedAccountCard' }),
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    const { id, sight } = await seenCard(context, 'account', params.id, actor);
    return { ...(await cardOf(context, id, sight)), ...(await sharedOn(context, actor, { entity: 'account', id })) };
  },
});

const fields = {
  legalName: word(300),
  taxNumber: word(50).meta({ description: 'Of a Russian account, an INN whose control digits fit' }),
  website: word(500),
  phone: word(100).meta({ description: 'The first of its phones' }),
  email: z.email().max(320).nullable().optional(),
  industry: word(200),
  activities: z.array(words(200)).max(50).optional(),
  region: word(200),
  country: word(200),
  foundedYear: z.int().min(1).max(9999).nullable().optional(),
  employees: Count.min(0).nullable().optional(),
  annualRevenue: MoneyIn.nullable().optional(),
  relationshipStage: word(100),
  importance: word(100),
  category: word(100),
  holdingId: z.uuid().nullable().optional(),
  ownerId: z.uuid().nullable().optional().meta({ description: 'The curator' }),
  notes: word(10_000),
  ...partsIn,
  requisites: requisitesIn,
  custom: CustomIn.optional(),
};

const NewAccount = z
  .strictObject({ name: words(300), ...fields })
  .meta({ id: 'NewAccount', description: 'A name is all that is needed, unless the installation requires more' });
const AccountChange = z
  .strictObject({ revision: Revision, name: words(300).optional(), ...fields })
  .meta({ id: 'AccountChange', description: 'What is absent stays as it is; null empties' });

/** A body as a card takes it: what stands in lists and tables of its own goes there. */
function inputOf(body: Omit<z.output<typeof AccountChange>, 'revision'>): CardInput {
  const { custom, annualRevenue, points, addresses, requisites, properties, categories, ...rest } = body;
  const { phone, email, website, ...told } = rest;
  const first = Object.entries({ phone, 'e-mail': email, site: website }).filter(([, value]) => value !== undefined);
  return {
    words: told,
    annualRevenue,
    custom,
    ...{ points, addresses, requisites, properties, categories },
    ...(first.length > 0 && { first: Object.fromEntries(first) as CardInput['first'] }),
  };
}

const create = route({
  method: 'post',
  path: '/accounts',
  right: 'account.create',
  summary: 'Register a client organisation; a name is enough',
  headers: OptionalKey,
  body: NewAccount,
  answers: AccountCardView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(context, asked, async (id) => {
      await makeCard(context, asked, 'account', id, inputOf(asked.body));
      return cardOf(context, id, await sightOf(context.pool, asked.actor));
    }),
});

const change = route({
  method: 'put',
  path: '/accounts/:id',
  right: 'account.change',
  summary: 'Change an account as it was seen',
  description:
    'What is absent stays as it is, and null empties. Another revision in the table is a 409 with the differences.',
  params: Id,
  headers: OptionalKey,
  body: AccountChange,
  answers: AccountCardView,
  refuses: ['NotFound', 'MovedOn', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async () => {
        const { revision, ...body } = asked.body;
        const read = (id: string, sight: Sight) => cardOf(context, id, sight);
        const sent = asked.sent as object;
        const wanted = { entity: 'account' as const, id: asked.params.id, revision, sent, read };
        return changeSeenCard(context, asked, wanted, inputOf(body));
      },
      200,
    ),
});

export const accounts: Route[] = [create, read, change, changesRoute('account')];
