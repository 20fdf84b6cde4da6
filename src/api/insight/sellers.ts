import { z } from 'zod';
import {
  cautionOfShare,
  ofGroup,
  opens,
  type Question,
  questionOfLeads,
  readSellers,
  type SellerFigures,
  sellerSets,
} from '../../insight';
import { MoneyOut, moneyOut, Text } from '../schema';
import { answerHead, CountOut, reportAnswer, WorthOut } from './answer';
import { cell } from './file';
import { heldTable } from './parted';
import { type ReportTable, report } from './report';
import { bothPeriods } from './whole';

/** A figure rounded for people: a thousandth is more than anybody acts on. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const orNull = (value: number | null): number | null => (value === null ? null : rounded(value));

export const ShareOut = z
  .object({ share: z.number(), low: z.number(), high: z.number() })
  .nullable()
  .meta({ id: 'Proportion', description: 'Of 1, with its interval at 95 % (Wilson); null: of nothing' });

export const shareOut = (share: { share: number; low: number; high: number } | null): z.input<typeof ShareOut> =>
  share && { share: rounded(share.share), low: rounded(share.low), high: rounded(share.high) };

const Middle = z.object({ median: z.number().nullable(), p90: z.number().nullable() });

const SellerView = z
  .object({
    key: z.string(),
    label: z.string(),
    won: WorthOut,
    lost: WorthOut,
    averageWon: MoneyOut.nullable(),
    conversion: ShareOut.meta({ description: 'Won of what was closed in the period' }),
    caution: Text.nullable().meta({ description: 'What to know before anybody is compared by it' }),
    daysToWin: Middle.meta({ description: 'From begin to closing, in days of 24 hours' }),
    daysToLose: Middle,
    leads: z.object({ came: CountOut, answered: CountOut, secondsToAnswer: Middle }).nullable().meta({
      description:
        'That came in the period; the first answer in wall time. Null where it is parted by, or narrowed to, what leads do not have',
    }),
  })
  .meta({ id: 'SellerFigures' });

const COUNTS = {
  en: 'Sales closed in the period, by who is responsible for them now, and leads that came in it; a sale that was reopened counts when it is closed again. Money in the base currency.',
  ru: 'Продажи, закрытые за период, по нынешнему ответственному, и пришедшие за период лиды; переоткрытая продажа считается, когда закрыта снова. Деньги в базовой валюте.',
};

export const sellers = report({
  name: 'sellers',
  takes: { kinds: ['sale'] },
  summary: 'How each seller fared: won, lost, conversion, how long it took, how soon leads were answered',
  description: 'Parted by owner unless `by` says otherwise.',
  answers: z.object({
    ...reportAnswer,
    items: z.array(SellerView),
    comparedItems: z.array(SellerView).nullable().meta({ description: 'Those of the period that it is held against' }),
  }),
  read: async ({ question: asked, sight }, { pool }) => {
    const question: Question = { ...asked, kind: 'sale', by: asked.by ?? 'owner' };
    const read = async (of: Question) => {
      const { currency, items } = await readSellers(pool, of, sight);
      return items.map((one) => sellerView(one, of, currency));
    };
    const [now, then] = bothPeriods(question);
    return { ...answerHead(question, COUNTS), items: await read(now), comparedItems: then && (await read(then)) };
  },
  table: (answer, language) => heldTable(answer, (items) => tableOf(items, language), language),
});

const tableOf = (items: z.input<typeof SellerView>[], language: 'en' | 'ru'): ReportTable => ({
  titles: TITLES[language],
  rows: items.map((one) => [
    ...[cell.text(one.label), cell.number(one.won.count), cell.amount(one.won.amount), cell.number(one.lost.count)],
    ...[cell.amount(one.lost.amount), cell.number(one.conversion?.share ?? null), cell.number(one.daysToWin.median)],
    ...[cell.number(one.daysToWin.p90), cell.number(one.leads?.came.count ?? null)],
    ...[cell.number(one.leads?.answered.count ?? null), cell.number(one.leads?.secondsToAnswer.median ?? null)],
  ]),
});

const TITLES = {
  en: [
    ...['Seller', 'Won', 'Won, money', 'Lost', 'Lost, money', 'Conversion', 'Days to win, median', 'Days to win, 90 %'],
    ...['Leads', 'Leads answered', 'Seconds to the first answer, median'],
  ],
  ru: [
    ...[
      'Продавец',
      'Выиграно',
      'Выиграно, сумма',
      'Проиграно',
      'Проиграно, сумма',
      'Конверсия',
      'Дней до победы, медиана',
    ],
    ...['Дней до победы, 90 %', 'Лиды', 'Лиды с ответом', 'Секунд до первого ответа, медиана'],
  ],
};

function sellerView(one: SellerFigures, question: Question, currency: string): z.input<typeof SellerView> {
  const { key, label, won, lost, conversion, daysToWin, daysToLose, leads } = one;
  const mine = ofGroup(question, key);
  const ofLeads = questionOfLeads(mine);
  const money = (minor: number) => moneyOut({ minor, currency });
  const middle = ({ median, p90 }: SellerFigures['daysToWin']) => ({ median: orNull(median), p90: orNull(p90) });
  const { SOLD, LOST_SALES, LEADS, ANSWERED_LEADS } = sellerSets;
  return {
    ...{ key, label },
    won: { count: won.count, amount: money(won.minor), opens: opens(SOLD, mine, {}) },
    lost: { count: lost.count, amount: money(lost.minor), opens: opens(LOST_SALES, mine, {}) },
    averageWon: won.count > 0 ? money(Math.round(won.minor / won.count)) : null,
    conversion: shareOut(conversion),
    caution: cautionOfShare(won.count + lost.count),
    ...{ daysToWin: middle(daysToWin), daysToLose: middle(daysToLose) },
    leads: leads &&
      ofLeads && {
        came: { count: leads.came, opens: opens(LEADS, ofLeads, {}) },
        answered: { count: leads.answered, opens: opens(ANSWERED_LEADS, ofLeads, {}) },
        secondsToAnswer: middle(leads.secondsToAnswer),
      },
  };
}
