import { z } from 'zod';
import {
  bucketsFrom,
  CAME,
  CATEGORIES,
  dayIn,
  type KeptForecast,
  listKeptDays,
  PERS,
  readKeptForecast,
} from '../../insight';
import { Problem } from '../problem';
import { route } from '../route';
import { DateOut, isoOf, MoneyOut, moneyOut, Time } from '../schema';
import { answerHead, reportAnswer } from './answer';
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

const Sum = z.object({ count: z.number(), amount: MoneyOut.nullable() });
const Came = z.object({ count: z.number(), amountThen: MoneyOut.nullable(), amountNow: MoneyOut.nullable() });

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
  refuses: ['NotFound'],
  summary: 'A past forecast of a month or a quarter, held against what came of it, sale by sale',
  query: {
    day: z.iso
      .date()
      .meta({ description: 'The forecast of this day; where none was kept then, of the last one before' }),
    per: z.enum(PERS).default('month'),
    of: z.iso.date().optional().meta({ description: 'A day of the month or quarter; else that of `day`' }),
  },
  answers: z.object({
    ...reportAnswer,
    day: DateOut,
    expected: Sum.extend({
      weighted: MoneyOut.nullable(),
      byCategory: z.object({ commit: Sum, 'best case': Sum, pipeline: Sum }),
    }),
    came: z.object({ won: Came, 'won late': Came, lost: Came, 'put off': Came, open: Came }),
    surprise: Sum,
    won: Sum.meta({ description: 'All that was won in the period' }),
    sales: z.array(SaleOfForecast).meta({ description: 'The largest first, 500 at most' }),
  }),
  read: async ({ question: asked, sight, own }, { pool }) => {
    const { zone } = asked.period;
    const [bucket] = bucketsFrom(own.of ?? own.day, own.per, 1, zone);
    const period = bucket ?? asked.period;
    const question = { ...asked, kind: 'sale' as const, period, compared: null };
    const day = own.day > dayIn(zone, asked.asOf) ? dayIn(zone, asked.asOf) : own.day;
    const found = await readKeptForecast(pool, { day, period, narrow: asked.narrow, sight });
    if (!found) throw new Problem('NotFound', { detail: 'No forecast was kept on that day, nor before it.' });
    return { ...answerHead(question, COUNTS), ...keptView(found) };
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

function keptView({ day, currency, expected, came, surprise, won, sales }: KeptForecast) {
  const money = (minor: number) => moneyOut({ minor, currency });
  const sum = ({ count, minor }: { count: number; minor: number }) => ({ count, amount: money(minor) });
  const ofCame = ({ count, thenMinor, nowMinor }: KeptForecast['came']['won']) => ({
    ...{ count, amountThen: money(thenMinor), amountNow: money(nowMinor) },
  });
  const { commit, pipeline } = expected.byCategory;
  return {
    day,
    expected: {
      ...sum(expected),
      weighted: money(expected.weightedMinor),
      byCategory: { commit: sum(commit), 'best case': sum(expected.byCategory['best case']), pipeline: sum(pipeline) },
    },
    came: {
      ...{ won: ofCame(came.won), 'won late': ofCame(came['won late']), lost: ofCame(came.lost) },
      ...{ 'put off': ofCame(came['put off']), open: ofCame(came.open) },
    },
    ...{ surprise: sum(surprise), won: sum(won) },
    sales: sales.map(({ ownerName, thenMinor, nowMinor, ...one }) => ({
      ...{ ...one, owner: ownerName, amountThen: money(thenMinor), amountNow: money(nowMinor) },
    })),
  };
}

export const forecastDays = [days];
export { kept as pastForecast };
