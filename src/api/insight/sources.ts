import { z } from 'zod';
import { sightOf } from '../../access';
import { MODELS } from '../../crm';
import {
  FIRST_TOUCHED,
  opens,
  type Question,
  readSharedResults,
  readSourceFigures,
  type SourceFigures,
} from '../../insight';
import { type Route, route } from '../route';
import { Id, isoOf, MoneyOut, moneyOut, Text, Time, TimeIn } from '../schema';
import { answerHead, Opens, reportAnswer } from './answer';
import { narrowing, narrowOf } from './asked';
import { cell } from './file';
import { type Parted, partedAnswer, partedTable, readParted } from './parted';
import { type ReportTable, report } from './report';
import { Until, upTo } from './until';

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
    costPerSale: MoneyOut.nullable().meta({
      description: 'What a won sale cost to come by; null: no sale, or no rate',
    }),
    return: z.number().nullable().meta({ description: '(won - cost) / cost; null: not computable' }),
    notComputable: z.object({ code: z.enum(['CostIsZero', 'NoRate']), say: Text }).nullable(),
    opens: z.object({ leads: Opens }).nullable(),
  })
  .meta({ id: 'SourceFigures' });

const figuresView = ({ won, cost, whyNot, ...rest }: SourceFigures, question: Question): z.input<typeof Figures> => ({
  ...rest,
  opens: rest.source && { leads: opens(FIRST_TOUCHED, { ...question, kind: 'lead' }, { source: rest.source.id }) },
  won: moneyOut(won),
  cost: cost && moneyOut(cost),
  costPerSale: cost && rest.sales > 0 ? moneyOut({ ...cost, minor: Math.round(cost.minor / rest.sales) }) : null,
  notComputable: whyNot && { code: whyNot, say: NOT_COMPUTABLE[whyNot] },
});

const model = z
  .enum(MODELS)
  .default('linear')
  .meta({ description: 'position: 40 % first, 40 % last, 20 % between; two touches: half each' });
const BODY = { items: z.array(Figures) };
const COUNTS = {
  en: 'Touches and leads by their own day; conversions and won money by the day of the result, over the whole sequence of touches before it. Costs are those of the whole source. Where it is narrowed, touches that no lead has are left out.',
  ru: 'Касания и лиды — по своему дню; конверсии и выигранные деньги — по дню результата, по всей цепочке касаний до него. Затраты — всего источника. При сужении касания без лида не учитываются.',
};

/** Source: PB-04, PB-13, TB-AN-06. */
export const sources = report({
  name: 'sources',
  takes: { kinds: [] },
  usual: 'all time',
  summary: 'What each source brought: touches, leads, conversions, won money by share, cost and return',
  description:
    'Of leads and sales alike. `GET /touches?source=` lists the touches, `/insight/sources/{id}/results` the results.',
  query: { model, to: Until },
  answers: z.object({ ...reportAnswer, ...partedAnswer('Sources', BODY), model: z.enum(MODELS) }),
  read: async ({ own, actor: _actor, ...given }, context) => {
    const asked = { ...given, question: upTo(given.question, own.to) };
    const parted = await readParted<typeof BODY>(
      asked,
      context,
      async ({ question, sight }) => {
        const { period, narrow } = question;
        const span = { from: period.from, to: period.until };
        const figures = await readSourceFigures(context.pool, { model: own.model, ...span, narrow, sight });
        return { items: figures.map((one) => figuresView(one, question)) };
      },
      ['sale', 'lead'],
    );
    return { ...answerHead(asked.question, COUNTS), ...parted, model: own.model };
  },
  table: (answer, language) => partedTable(answer as Parted<typeof BODY>, tableOf, language),
});

const tableOf = ({ items }: { items: z.input<typeof Figures>[] }, language: 'en' | 'ru'): ReportTable => ({
  titles: {
    en: ['Source', 'Touches', 'Leads', 'Qualified', 'Won', 'Won, money', 'Cost', 'Cost of a sale', 'Return'],
    ru: [
      'Источник',
      'Касания',
      'Лиды',
      'Квалифицировано',
      'Выиграно',
      'Выиграно, сумма',
      'Затраты',
      'Затраты на продажу',
      'Возврат',
    ],
  }[language],
  rows: items.map((one) => [
    cell.text(one.source?.name[language] ?? null),
    ...[one.touches, one.leads, one.conversions, one.sales].map(cell.number),
    ...[one.won, one.cost, one.costPerSale].map(cell.amount),
    cell.number(one.return),
  ]),
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
  query: z.strictObject({
    kind: z.enum(['sale', 'lead']).default('sale'),
    model,
    from: TimeIn.optional(),
    to: TimeIn.optional().meta({ description: 'Not part of it' }),
    ...narrowing,
  }),
  answers: z.object({ items: z.array(Shared), asOf: Time }),
  handle: async ({ params, query, actor }, { pool, clock }) => {
    const { kind, model, from, to, ...narrowed } = query;
    const asked = { kind, model, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const narrow = narrowOf(narrowed, actor);
    const sight = await sightOf(pool, actor);
    const found = await readSharedResults(pool, { ...asked, sourceId: params.id, narrow, sight });
    const items = found.map(({ closedAt, won, sharedMoney, ...rest }) => ({
      ...rest,
      closedAt: isoOf(closedAt),
      won: won && moneyOut(won),
      sharedMoney: sharedMoney && moneyOut(sharedMoney),
    }));
    return { items, asOf: isoOf(clock.now()) };
  },
});

export const sourceResults: Route[] = [results];
