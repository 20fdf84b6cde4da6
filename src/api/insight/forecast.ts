import { z } from 'zod';
import {
  type Bucket,
  bucketsFrom,
  CATEGORIES,
  dayIn,
  type Forecast,
  type ForecastBucket,
  forecastSets,
  ofGroup,
  opens,
  PERS,
  type Question,
  readForecast,
  spanOfBuckets,
  type Worth,
} from '../../insight';
import type { LocalDate } from '../../process';
import { DateOut, Flag, MoneyOut, moneyOut, Text } from '../schema';
import { answerHead, CountOut, reportAnswer, WorthOut } from './answer';
import { cell } from './file';
import { report } from './report';

/** Which months or quarters. */
export const askedBuckets = {
  per: z.enum(PERS).default('month'),
  ahead: z.coerce.number().int().min(1).max(24).default(3).meta({ description: 'How many months or quarters' }),
  starting: z.iso
    .date()
    .optional()
    .meta({ description: 'A day of the first one; else the one that it is. `period` says nothing here' }),
};

interface AskedBuckets {
  per: (typeof PERS)[number];
  ahead: number;
  starting?: LocalDate | undefined;
}

/** The months or quarters that were asked for. */
export const bucketsOf = ({ per, ahead, starting }: AskedBuckets, { period, asOf }: Question): Bucket[] =>
  bucketsFrom(starting ?? dayIn(period.zone, asOf), per, ahead, period.zone);

const ByHistory = z
  .object({
    deals: z.number().meta({ description: 'How many are expected to be won, in parts of one' }),
    amount: MoneyOut.nullable(),
    low: MoneyOut.nullable(),
    high: MoneyOut.nullable().meta({ description: 'In eight of ten cases it lies between `low` and `high`' }),
  })
  .meta({ id: 'ForecastByHistory' });

const BucketView = z
  .object({
    startsOn: DateOut,
    endsBefore: DateOut,
    won: WorthOut.meta({ description: 'Won in it, by the day on which they were closed' }),
    lost: WorthOut,
    open: WorthOut.meta({ description: 'Expected to close in it' }),
    byCategory: z.object({ commit: WorthOut, 'best case': WorthOut, pipeline: WorthOut }),
    weighted: MoneyOut.nullable().meta({ description: 'The open ones, each by its probability' }),
    pushed: CountOut.extend({ times: z.number() }).meta({
      description: 'Open ones whose day was put off; how often in all',
    }),
    byHistory: ByHistory.nullable(),
    landing: z
      .object({
        commit: MoneyOut.nullable(),
        bestCase: MoneyOut.nullable(),
        weighted: MoneyOut.nullable(),
        byHistory: MoneyOut.nullable(),
      })
      .meta({ description: 'Where it comes to: what is won already, and what each way of looking adds' }),
  })
  .meta({ id: 'ForecastPeriod' });

const GroupView = z
  .object({
    key: z.string(),
    label: z.string(),
    periods: z.array(BucketView),
    past: WorthOut.meta({ description: 'Open ones whose day lies before the first period: they are in none' }),
    undated: WorthOut.meta({ description: 'Open ones without a day' }),
  })
  .meta({ id: 'ForecastGroup' });

const COUNTS = {
  en: 'Open sales by the day on which they are expected to close (the client’s decision, else the plan of the process), and sales won or lost in each period; money in the base currency.',
  ru: 'Открытые продажи по ожидаемому дню закрытия (решение клиента, иначе план процесса) и продажи, выигранные или проигранные за период; деньги в базовой валюте.',
};

const SAY = {
  en: 'By history: past sales that stood in the same stage for as long, with those still open counted as long as they were watched (Aalen–Johansen); the span holds in eight of ten cases (200 seeded draws of past sales and of endings). Of fewer than 20 past sales nothing is concluded.',
  ru: 'По истории: прошлые продажи, которые столько же стояли на том же этапе; ещё открытые учтены за то время, что за ними наблюдали (Аален–Йохансен). Границы верны в восьми случаях из десяти (200 повторяемых выборок). По менее чем 20 прошлым продажам выводов нет.',
};

export const forecast = report({
  name: 'forecast',
  takes: { period: false, kinds: ['sale'] },
  summary:
    'What will be won, month by month or quarter by quarter: by probability, by category, by what became of past sales',
  query: { ...askedBuckets, history: Flag.default(true).meta({ description: 'Whether to count by past sales, too' }) },
  answers: z.object({
    ...reportAnswer,
    groups: z.array(GroupView),
    history: z
      .object({
        say: Text,
        learnedFrom: z.number().meta({ description: 'Past sales of two years that you see' }),
        unknown: z
          .object({ count: z.number(), amount: MoneyOut.nullable() })
          .meta({ description: 'Of stages of too few past sales' }),
        all: z.array(ByHistory).meta({ description: 'All groups together, period by period' }),
      })
      .nullable(),
  }),
  read: async ({ question: asked, sight, own }, { pool }) => {
    const buckets = bucketsOf(own, asked);
    const question: Question = { ...asked, kind: 'sale', period: spanOfBuckets(buckets) };
    const found = await readForecast(pool, { question, sight, buckets, per: own.per, history: own.history });
    return { ...answerHead(question, COUNTS), ...view(found, question, buckets) };
  },
  table: ({ groups }, language) => ({
    titles: TITLES[language],
    rows: groups.flatMap(({ label, periods }) =>
      periods.map((one) => [
        ...[cell.text(label), cell.text(one.startsOn), cell.number(one.open.count), cell.amount(one.open.amount)],
        ...CATEGORIES.map((category) => cell.amount(one.byCategory[category].amount)),
        ...[cell.amount(one.weighted), cell.amount(one.won.amount), cell.amount(one.lost.amount)],
        ...[cell.number(one.pushed.count), cell.number(one.pushed.times)],
        ...(['amount', 'low', 'high'] as const).map((what) => cell.amount(one.byHistory?.[what] ?? null)),
      ]),
    ),
  }),
});

const TITLES = {
  en: [
    ...['Group', 'Begins', 'Open', 'Open, money', 'Commit', 'Best case', 'Pipeline', 'Weighted', 'Won', 'Lost'],
    ...['Put off', 'Times put off', 'By history', 'By history, low', 'By history, high'],
  ],
  ru: [
    ...[
      'Группа',
      'Начало',
      'Открыто',
      'Открыто, сумма',
      'Обязательство',
      'Лучший случай',
      'В работе',
      'С учётом вероятности',
    ],
    ...['Выиграно', 'Проиграно', 'Отложено', 'Раз отложено', 'По истории', 'По истории, низ', 'По истории, верх'],
  ],
};

type Expected = NonNullable<ForecastBucket['byHistory']>;

function view({ groups, history, currency }: Forecast, question: Question, buckets: readonly Bucket[]) {
  const money = (minor: number) => moneyOut({ minor, currency });
  const expected = ({ deals, amount, low, high }: Expected) => ({
    deals: Math.round(deals * 1000) / 1000,
    ...{ amount: money(amount), low: money(low), high: money(high) },
  });
  const { EXPECTED, LOST, OVERDUE, PUSHED, UNDATED, WON } = forecastSets;
  const worth = ({ count, minor }: Worth, address: string) => ({ count, amount: money(minor), opens: address });
  return {
    groups: groups.map(({ key, label, buckets: found, past, undated }) => {
      const mine = ofGroup(question, key);
      return {
        ...{ key, label },
        periods: found.map((one, n) => {
          const within = { ...mine, period: buckets[n] ?? question.period };
          const category = (which: (typeof CATEGORIES)[number]) =>
            worth(one.byCategory[which], opens(EXPECTED, within, { category: which }));
          const landing = (more: number) => money(one.won.minor + more);
          const [sure, likely] = [one.byCategory.commit.minor, one.byCategory['best case'].minor];
          return {
            ...{ startsOn: one.startsOn, endsBefore: one.endsBefore },
            won: worth(one.won, opens(WON, within, {})),
            lost: worth(one.lost, opens(LOST, within, {})),
            open: worth(one.open, opens(EXPECTED, within, { category: 'any' })),
            byCategory: {
              commit: category('commit'),
              'best case': category('best case'),
              pipeline: category('pipeline'),
            },
            weighted: money(one.weightedMinor),
            pushed: { ...one.pushed, opens: opens(PUSHED, within, {}) },
            byHistory: one.byHistory && expected(one.byHistory),
            landing: {
              ...{ commit: landing(sure), bestCase: landing(sure + likely), weighted: landing(one.weightedMinor) },
              byHistory: one.byHistory && landing(one.byHistory.amount),
            },
          };
        }),
        past: worth(past, opens(OVERDUE, mine, {})),
        undated: worth(undated, opens(UNDATED, mine, {})),
      };
    }),
    history: history && {
      ...{ say: SAY, learnedFrom: history.learnedFrom, all: history.all.map(expected) },
      unknown: { count: history.unknown.count, amount: money(history.unknown.amount) },
    },
  };
}
