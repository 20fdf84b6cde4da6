import { z } from 'zod';
import { type AccountCard, accountStory, createAccount, readAccount } from '../crm';
import { InteractionView, interactionView } from './interactions';
import { once } from './kept';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, MoneyIn, MoneyOut, moneyOut, OptionalKey, Ref, Time, words } from './schema';
import { mustExist } from './send';
import { LeadRow, type LeadRowView, rowView, SaleRow, type SaleRowView } from './views';

/** An account as its card and the lists show it. */
export const AccountView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    industry: z.string().nullable(),
    region: z.string().nullable(),
    country: z.string().nullable(),
    foundedYear: z.number().nullable(),
    employees: z.number().nullable(),
    annualRevenue: MoneyOut.nullable(),
    holding: Ref.nullable(),
    ownerId: z.uuid().nullable(),
    createdAt: Time,
  })
  .meta({ id: 'Account' });

export const accountView = ({ annualRevenue, createdAt, ...card }: AccountCard): z.input<typeof AccountView> => ({
  ...card,
  annualRevenue: annualRevenue && moneyOut(annualRevenue),
  createdAt: isoOf(createdAt),
});

const read = route({
  method: 'get',
  path: '/accounts/:id',
  right: 'account.read',
  summary: 'One client organisation',
  params: Id,
  answers: AccountView,
  refuses: ['NotFound'],
  handle: async ({ params }, { prisma }) => {
    const found = await readAccount(prisma, params.id);
    if (!found) throw notFound('account');
    return accountView(found);
  },
});

const NewAccount = z
  .strictObject({
    name: words(300),
    industry: words(200).optional(),
    region: words(200).optional(),
    country: words(200).optional(),
    foundedYear: z.int().min(1).max(9999).optional(),
    employees: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .optional(),
    annualRevenue: MoneyIn.optional(),
    holdingId: z.uuid().optional(),
    ownerId: z.uuid().optional(),
  })
  .meta({ id: 'NewAccount' });

const create = route({
  method: 'post',
  path: '/accounts',
  right: 'account.create',
  summary: 'Register a client organisation',
  headers: OptionalKey,
  body: NewAccount,
  answers: AccountView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { holdingId, ownerId } = asked.body;
    await mustExist(context, { holdingId: ['account', holdingId], ownerId: ['person', ownerId] });
    const { prisma, clock } = context;
    return once(context, asked, async (id) => accountView(await createAccount(prisma, id, asked.body, clock.now())));
  },
});

const Story = z
  .object({
    account: AccountView,
    types: z.array(z.object({ process: z.string(), total: z.number(), open: z.number() })),
    leads: z.array(LeadRow),
    sales: z.array(SaleRow),
    interactions: z.array(InteractionView),
    asOf: Time,
  })
  .meta({ id: 'Story' });

const story = route({
  method: 'get',
  path: '/accounts/:id/story',
  right: 'account.read',
  summary: 'Every process with the client, finished ones included, and the newest contacts (100 of each)',
  params: Id,
  answers: Story,
  refuses: ['NotFound'],
  handle: async ({ params }, context) => {
    const now = context.clock.now();
    const [account, found] = await Promise.all([
      readAccount(context.prisma, params.id),
      accountStory(context, params.id, now),
    ]);
    if (!account) throw notFound('account');
    return {
      account: accountView(account),
      types: found.types,
      leads: found.leads.map((row) => rowView(row, now) as LeadRowView),
      sales: found.sales.map((row) => rowView(row, now) as SaleRowView),
      interactions: found.interactions.map(interactionView),
      asOf: isoOf(now),
    };
  },
});

export const accounts: Route[] = [create, read, story];
