import { z } from 'zod';
import {
  bucketsFrom,
  CAME,
  CATEGORIES,
  type Came,
  type Category,
  dayIn,
  FORECAST_KEPT,
  FORECAST_SURPRISE,
  forecastSets,
  type KeptForecast,
  listKeptDays,
  opens,
  PERS,
  type Question,
  readKeptForecast,
} from '../../insight';
import { Problem } from '../problem';
import { route } from '../route';
import { DateOut, isoOf, MoneyOut, moneyOut, Time } from '../schema';
import { answerHead, Opens, reportAnswer, WorthOut } from './answer';
import { cell } from './file';
import { report } from './report';

const days = route({
  method: 'get',
  path: '/insight/forecast/days',
  right: 'insight.read',
  summary: 'The days whose forecasts were kept, the newest first: 400 at most',
  answers: z.object({ items: z.array(z.object({ day: DateOut, keptAt: Time, sales: z.number() })) }),
  handle: async (_asked, { pool }) => ({
    items: (await listKeptDays(pool, 400)).map(({ keptAt, ...one }) => ({ ...one, keptAt: isoOf(keptAt) })),
  }),
});

const CameOut = z.object({
  count: z.number(),
  amountThen: MoneyOut.nullable(),
  amountNow: MoneyOut.nullable(),
  opens: Opens,
});

const SaleOfForecast = z
  .object({
    id: z.uuid(),
    number: z.number(),
    title: z.string(),
    owner: z.string(),
    state: z.string().meta({ description: 'Then' }),
    category: z.enum(CATEGORIES),
    probabilityPct: z.number().nullable(),
    amountThen: MoneyOut.nullable(),
    amountNow: MoneyOut.nullable(),
    expectedOn: DateOut.meta({ description: 'Then' }),
    expectedNow: DateOut.nullable(),
    came: z.enum(CAME),
  })
  .meta({ id: 'SaleOfForecast' });

const COUNTS = {
  en: 'Sales that a forecast of then expected to close in the period, and what has become of each; money in the base currency. Surprises were won in it without being expected in it.',
  ru: 'Продажи, закрытие которых тогдашний прогноз ожидал в этом периоде, и что с каждой стало; деньги в базовой валюте. Неожиданные выиграны в нём, хотя не ожидались.',
};

const kept = report({
  name: 'past-forecast',
  takes: { by: [], compare: false, kinds: ['sale'] },
  refuses: ['NotFound'],
  summary: 'A past forecast of a month or a quarter, held against what came of it, sale by sale',
  query: {
    day: z.iso.date().optional().meta({
      description:
        'The forecast of this day, else of the first of the period; where none was kept then, of the last one before',
    }),
    per: z.enum(PERS).default('month'),
    of: z.iso.date().optional().meta({ description: 'A day of the month or quarter; else that of `day`' }),
  },
  answers: z.object({
    ...reportAnswer,
    day: DateOut,
    expected: WorthOut.extend({
      weighted: MoneyOut.nullable(),
      byCategory: z.object({ commit: WorthOut, 'best case': WorthOut, pipeline: WorthOut }),
    }),
    came: z.object({ won: CameOut, 'won late': CameOut, lost: CameOut, 'put off': CameOut, open: CameOut }),
    surprise: WorthOut,
    won: WorthOut.meta({ description: 'All that was won in the period' }),
    sales: z.array(SaleOfForecast).meta({ description: 'The largest first, 500 at most' }),
  }),
  read: async ({ question: asked, sight, own }, { pool }) => {
    const { zone } = asked.period;
    const first = own.day ?? dayIn(zone, asked.period.from);
    const [bucket] = bucketsFrom(own.of ?? first, own.per, 1, zone);
    const period = bucket ?? asked.period;
    const question = { ...asked, kind: 'sale' as const, period, compared: null };
    // Not cut to the reader's today: where its office is it may be tomorrow already, and that day's forecast kept.
    const found = await readKeptForecast(pool, { day: first, period, narrow: asked.narrow, sight });
    if (!found) throw new Problem('NotFound', { detail: 'No forecast was kept on that day, nor before it.' });
    return { ...answerHead(question, COUNTS), ...keptView(found, question) };
  },
  table: ({ sales }, language) => ({
    titles: TITLES[language],
    rows: sales.map((one) => [
      ...[cell.number(one.number), cell.text(one.title), cell.text(one.owner), cell.text(one.category)],
      ...[cell.number(one.probabilityPct), cell.amount(one.amountThen), cell.text(one.expectedOn), cell.text(one.came)],
      ...[cell.amount(one.amountNow), cell.text(one.expectedNow)],
    ]),
  }),
});

const TITLES = {
  en: [
    'Number',
    'Sale',
    'Owner',
    'Category',
    'Probability',
    'Money then',
    'Expected on',
    'What came',
    'Money now',
    'Expected now',
  ],
  ru: [
    'Номер',
    'Продажа',
    'Ответственный',
    'Категория',
    'Вероятность',
    'Сумма тогда',
    'Ожидалась',
    'Что стало',
    'Сумма сейчас',
    'Ожидается сейчас',
  ],
};

function keptView({ day, currency, expected, came, surprise, won, sales }: KeptForecast, question: Question) {
  const money = (minor: number) => moneyOut({ minor, currency });
  const keptOnes = (at: { category?: Category; came?: Came }) => opens(FORECAST_KEPT, question, { day, ...at });
  const worth = ({ count, minor }: { count: number; minor: number }, address: string) => ({
    ...{ count, amount: money(minor), opens: address },
  });
  const ofCategory = (category: Category) => worth(expected.byCategory[category], keptOnes({ category }));
  const ofCame = (which: Came) => ({
    ...{ count: came[which].count, amountThen: money(came[which].thenMinor), amountNow: money(came[which].nowMinor) },
    opens: keptOnes({ came: which }),
  });
  return {
    day,
    expected: {
      ...worth(expected, keptOnes({})),
      weighted: money(expected.weightedMinor),
      byCategory: {
        commit: ofCategory('commit'),
        'best case': ofCategory('best case'),
        pipeline: ofCategory('pipeline'),
      },
    },
    came: {
      ...{ won: ofCame('won'), 'won late': ofCame('won late'), lost: ofCame('lost') },
      ...{ 'put off': ofCame('put off'), open: ofCame('open') },
    },
    surprise: worth(surprise, opens(FORECAST_SURPRISE, question, { day })),
    won: worth(won, opens(forecastSets.WON, question, {})),
    sales: sales.map(({ ownerName, thenMinor, nowMinor, ...one }) => ({
      ...{ ...one, owner: ownerName, amountThen: money(thenMinor), amountNow: money(nowMinor) },
    })),
  };
}

export const forecastDays = [days];
export { kept as pastForecast };
