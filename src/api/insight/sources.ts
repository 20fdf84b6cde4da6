import { z } from 'zod';
import { sightOf } from '../../access';
import { MODELS } from '../../crm';
import { readSharedResults, readSourceFigures, type SourceFigures } from '../../insight';
import { type Route, route } from '../route';
import { Id, isoOf, MoneyOut, moneyOut, Text, Time, TimeIn } from '../schema';

const NOT_COMPUTABLE = {
  CostIsZero: {
    en: 'Not computable: it costs nothing.',
    ru: 'Не вычисляется: затрат нет.',
  },
  NoRate: {
    en: 'Not computable: no rate is known for the currency of its cost.',
    ru: 'Не вычисляется: для валюты затрат нет курса.',
  },
} as const;

const Figures = z
  .object({
    source: z
      .object({ id: z.uuid(), key: z.string(), name: Text, kind: z.string() })
      .nullable()
      .meta({ description: 'Null: results that no touch came before' }),
    touches: z.number(),
    leads: z.number().meta({ description: 'Whose first touch it was' }),
    conversions: z.number().meta({ description: 'Qualified leads, by share' }),
    sales: z.number().meta({ description: 'Won sales, by share' }),
    won: MoneyOut.nullable().meta({ description: 'By share, in the base currency' }),
    cost: MoneyOut.nullable().meta({ description: 'Of the whole source, in the base currency; null: no rate' }),
    return: z.number().nullable().meta({ description: '(won - cost) / cost; null: not computable' }),
    notComputable: z.object({ code: z.enum(['CostIsZero', 'NoRate']), say: Text }).nullable(),
  })
  .meta({ id: 'SourceFigures' });

const figuresView = ({ won, cost, whyNot, ...rest }: SourceFigures): z.input<typeof Figures> => ({
  ...rest,
  won: moneyOut(won),
  cost: cost && moneyOut(cost),
  notComputable: whyNot && { code: whyNot, say: NOT_COMPUTABLE[whyNot] },
});

const asked = {
  model: z
    .enum(MODELS)
    .default('linear')
    .meta({ description: 'position: 40 % first, 40 % last, 20 % between; two touches: half each' }),
  from: TimeIn.optional(),
  to: TimeIn.optional().meta({ description: 'Not part of it' }),
};

const sources = route({
  method: 'get',
  path: '/insight/sources',
  right: 'insight.read',
  summary: 'What each source brought: touches, leads, conversions, won money by share, cost and return',
  description:
    'Touches and leads by their own day, conversions and won money by the day of the result, over the whole sequence of touches before it. `GET /touches?source=` lists the touches, `/insight/sources/{id}/results` the results.',
  query: z.strictObject(asked),
  answers: z.object({ items: z.array(Figures), model: z.enum(MODELS), asOf: Time }),
  handle: async ({ query, actor }, { pool, clock }) => {
    const figures = await readSourceFigures(pool, { ...query, sight: await sightOf(pool, actor) });
    return { items: figures.map(figuresView), model: query.model, asOf: isoOf(clock.now()) };
  },
});

const Shared = z
  .object({
    id: z.uuid(),
    number: z.number(),
    name: z.string(),
    closedAt: Time,
    touches: z.number().meta({ description: 'How many came before it, of all sources' }),
    share: z.number().meta({ description: 'Of 1' }),
    won: MoneyOut.nullable(),
    sharedMoney: MoneyOut.nullable().meta({ description: "What of it is the source's" }),
  })
  .meta({ id: 'SharedResult' });

const results = route({
  method: 'get',
  path: '/insight/sources/:id/results',
  right: 'insight.read',
  summary: "What a source's figures are made of: each won sale or qualified lead with its share, 500 at most",
  params: Id,
  query: z.strictObject({ kind: z.enum(['sale', 'lead']).default('sale'), ...asked }),
  answers: z.object({ items: z.array(Shared), asOf: Time }),
  handle: async ({ params, query, actor }, { pool, clock }) => {
    const found = await readSharedResults(pool, { ...query, sourceId: params.id, sight: await sightOf(pool, actor) });
    const items = found.map(({ closedAt, won, sharedMoney, ...rest }) => ({
      ...rest,
      closedAt: isoOf(closedAt),
      won: won && moneyOut(won),
      sharedMoney: sharedMoney && moneyOut(sharedMoney),
    }));
    return { items, asOf: isoOf(clock.now()) };
  },
});

export const insightSources: Route[] = [sources, results];
