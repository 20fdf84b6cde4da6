import { z } from 'zod';
import {
  baseCurrency,
  opens,
  POPULATION_SET,
  type Population,
  type Question,
  readVariants,
  VARIANT,
  type VariantRow,
} from '../../insight';
import { MoneyOut, moneyOut } from '../schema';
import { answerHead, CountOut, reportAnswer } from './answer';
import { cell } from './file';
import { type Parted, partedAnswer, partedTable, readParted } from './parted';
import { COUNTS, of, round, WonShare, wonShare } from './paths';
import { type ReportTable, report } from './report';
import { daysOrNull, type NameStage, StageOut, stageNames } from './stage-names';

const VariantView = z
  .object({
    process: z.string(),
    path: z.array(StageOut),
    deals: CountOut,
    share: z.number().meta({ description: 'Of all deals of the report, of 1' }),
    won: CountOut,
    lost: CountOut,
    wonShare: WonShare,
    amount: MoneyOut.nullable(),
    wonAmount: MoneyOut.nullable(),
    days: z.object({ median: z.number().nullable(), p90: z.number().nullable() }).meta({
      description: 'From begin to closing, in days of 24 hours',
    }),
  })
  .meta({ id: 'Variant' });

const MOST = 50;

const BODY = {
  deals: CountOut,
  variants: z.number().meta({ description: 'How many different paths there are' }),
  items: z.array(VariantView),
  others: z.object({ variants: z.number(), deals: z.number() }).meta({ description: 'What `items` leaves out' }),
};

export const variants = report({
  name: 'variants',
  summary: 'The paths that deals took through their stages, the most trodden first',
  description: `At most ${MOST} paths; what the others come to is told beside them.`,
  query: { of },
  answers: z.object({ ...reportAnswer, ...partedAnswer('Variants', BODY) }),
  read: async ({ own, ...asked }, context) => {
    const parted = await readParted<typeof BODY>(asked, context, async ({ question, sight }) => {
      const found = await readVariants(context.pool, { question, sight }, { of: own.of, most: MOST });
      const name = await stageNames(
        context,
        found.rows.map(({ process }) => process),
      );
      const currency = await baseCurrency(context.pool);
      const shown = found.rows.reduce((sum, { deals }) => sum + deals, 0);
      return {
        deals: { count: found.deals, opens: opens(POPULATION_SET, question, { of: own.of }) },
        variants: found.variants,
        items: found.rows.map((row) => variantView(row, { question, of: own.of, name, currency, all: found.deals })),
        others: { variants: found.variants - found.rows.length, deals: found.deals - shown },
      };
    });
    return { ...answerHead(asked.question, COUNTS[own.of]), ...parted };
  },
  table: (answer, language) => partedTable(answer as Parted<typeof BODY>, tableOf, language),
});

const tableOf = ({ items }: { items: z.input<typeof VariantView>[] }, language: 'en' | 'ru'): ReportTable => ({
  titles: VARIANT_TITLES[language],
  rows: items.map((one) => [
    cell.text(one.process),
    cell.text(one.path.map(({ name }) => name[language]).join(' > ')),
    ...[one.deals.count, one.share, one.won.count, one.lost.count, one.wonShare?.share ?? null].map(cell.number),
    ...[one.wonShare?.low ?? null, one.wonShare?.high ?? null, one.days.median, one.days.p90].map(cell.number),
    cell.amount(one.amount),
    cell.amount(one.wonAmount),
  ]),
});

const VARIANT_TITLES = {
  en: [
    ...['Process', 'Path', 'Deals', 'Share', 'Won', 'Lost', 'Won of closed', 'Won, at least', 'Won, at most'],
    ...['Days, median', 'Days, 90 %', 'Money', 'Money won'],
  ],
  ru: [
    ...['Процесс', 'Путь', 'Сделки', 'Доля', 'Выиграно', 'Проиграно', 'Выиграно из закрытых', 'Не меньше', 'Не больше'],
    ...['Дней, медиана', 'Дней, 90 %', 'Сумма', 'Сумма выигранных'],
  ],
};

interface Shown {
  question: Question;
  of: Population;
  name: NameStage;
  currency: string;
  all: number;
}

function variantView(row: VariantRow, { question, of, name, currency, all }: Shown): z.input<typeof VariantView> {
  const { process, path, deals, won, lost, minor, wonMinor } = row;
  const at = { of, process, path: path.join(' > ') };
  const money = (minor: number) => moneyOut({ minor, currency });
  return {
    process,
    path: path.map((state) => name(process, state)),
    deals: { count: deals, opens: opens(VARIANT, question, at) },
    share: round(deals / all),
    won: { count: won, opens: opens(VARIANT, question, { ...at, outcome: 'won' }) },
    lost: { count: lost, opens: opens(VARIANT, question, { ...at, outcome: 'lost' }) },
    wonShare: wonShare(row.wonShare),
    amount: money(minor),
    wonAmount: money(wonMinor),
    days: { median: daysOrNull(row.medianMs), p90: daysOrNull(row.p90Ms) },
  };
}
