import { z } from 'zod';
import { sightOf } from '../../access';
import { type Funnel, readFunnels } from '../../insight';
import { route } from '../route';
import { isoOf, MoneyOut, moneyOut, Text, Time, TimeIn } from '../schema';

const Counted = z.object({ count: z.number(), amount: MoneyOut });

const FunnelView = z
  .object({
    process: z.object({ key: z.string(), name: Text }),
    stages: z.array(
      z.object({
        key: z.string(),
        name: Text,
        probabilityPct: z.number().nullable(),
        entered: z.number().meta({ description: 'Sales that ever came into it' }),
        inNow: z.number(),
        amountNow: MoneyOut,
      }),
    ),
    started: z.number(),
    open: z.number(),
    won: Counted,
    lost: Counted,
  })
  .meta({ id: 'Funnel', description: 'Money in the base currency; a currency without a rate counts as 0' });

export const funnel = route({
  method: 'get',
  path: '/insight/funnel',
  right: 'insight.read',
  summary: 'The sales of each process by how far they came; leads are in none',
  query: z.strictObject({
    process: z.string().max(200).optional(),
    owner: z.union([z.literal('me'), z.uuid()]).optional(),
    startedFrom: TimeIn.optional(),
    startedTo: TimeIn.optional(),
  }),
  answers: z.object({ items: z.array(FunnelView), asOf: Time }),
  handle: async ({ query, actor }, context) => {
    const asOf = isoOf(context.clock.now());
    const owner = query.owner === 'me' ? actor.id : query.owner;
    const sight = await sightOf(context.pool, actor);
    const items = (await readFunnels(context, { ...query, owner, sight })).map(funnelView);
    return { items, asOf };
  },
});

const funnelView = ({ stages, won, lost, ...rest }: Funnel): z.input<typeof FunnelView> => ({
  ...rest,
  stages: stages.map(({ amountNow, ...stage }) => ({ ...stage, amountNow: moneyOut(amountNow) })),
  won: { ...won, amount: moneyOut(won.amount) },
  lost: { ...lost, amount: moneyOut(lost.amount) },
});
