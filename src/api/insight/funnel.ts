import { z } from 'zod';
import { baseCurrency, type Funnel, type FunnelStage, type FunnelWorth, readFunnels } from '../../insight';
import { MoneyOut, moneyOut, Text } from '../schema';
import { answerHead, CountOut, reportAnswer, WorthOut } from './answer';
import { cell } from './file';
import { type ReportTable, report } from './report';

const COUNTS = {
  en: 'Sales that began in the period, by the stages they came through. A sale that came back to a stage counts once; leads are in none.',
  ru: 'Продажи, начатые за период, по пройденным этапам. Вернувшаяся на этап считается один раз; лиды не входят.',
};

const ShareOut = CountOut.extend({ ofEnteredPct: z.number().nullable() });

const StageOut = z
  .object({
    key: z.string(),
    name: Text,
    probabilityPct: z.number().nullable(),
    entered: WorthOut.meta({ description: 'Sales that ever came into it: those that are in it, and those that left' }),
    inNow: WorthOut,
    left: z
      .array(WorthOut.extend({ to: z.string(), name: Text }))
      .meta({ description: 'Where the others went when they left it last' }),
    further: ShareOut.meta({
      description: 'Of those that entered: came to a later stage, or were won; open ones still may',
    }),
    won: ShareOut.extend({ amount: MoneyOut.nullable() }),
    time: z
      .object({
        medianMs: z.number().nullable(),
        p90Ms: z.number().nullable(),
        visits: z.number(),
        open: z.number().meta({ description: 'Visits that go on: they are not dropped' }),
        method: z.literal('Kaplan-Meier'),
      })
      .meta({ description: 'How long visits take, nights and weekends included; null: too few have ended to say' }),
  })
  .meta({ id: 'FunnelStage' });

const FunnelOut = z
  .object({
    process: z.object({ key: z.string(), name: Text }),
    group: z.object({ key: z.string(), name: z.string() }).nullable(),
    stages: z.array(StageOut),
    started: WorthOut,
    open: WorthOut,
    won: WorthOut,
    lost: WorthOut,
    wonPct: z.number().nullable().meta({ description: 'Of those that have ended' }),
  })
  .meta({ id: 'Funnel', description: 'Money in the base currency; a currency without a rate counts as 0' });

/** Source: ONEC-20, DYN-03. */
export const funnel = report({
  name: 'funnel',
  takes: { kinds: ['sale'] },
  summary: 'The sales of each process by how far they came; leads are in none',
  description: 'Of sales that began in the period; the last 365 days unless told. Each number opens its sales.',
  usual: 'last 365 days',
  answers: z.object({
    ...reportAnswer,
    items: z.array(FunnelOut),
    comparedItems: z
      .array(FunnelOut)
      .nullable()
      .meta({ description: 'The same of the period that it is held against' }),
  }),
  read: async ({ question, sight }, context) => {
    const { compared } = question;
    const currency = await baseCurrency(context.pool);
    const items = await readFunnels(context, question, sight);
    const before = compared && (await readFunnels(context, { ...question, period: compared }, sight));
    return {
      ...answerHead(question, COUNTS),
      items: items.map((one) => funnelView(one, currency)),
      comparedItems: before?.map((one) => funnelView(one, currency)) ?? null,
    };
  },
  table: ({ items }, language) => tableOf(items, language),
});

const pct = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1000) / 10;

function funnelView(
  { stages, started, open, won, lost, ...rest }: Funnel,
  currency: string,
): z.input<typeof FunnelOut> {
  const worth = ({ minor, ...one }: FunnelWorth) => ({ ...one, amount: moneyOut({ minor, currency }) });
  return {
    ...rest,
    stages: stages.map((stage) => stageView(stage, worth)),
    ...{ started: worth(started), open: worth(open), won: worth(won), lost: worth(lost) },
    wonPct: pct(won.count, won.count + lost.count),
  };
}

type WorthView = (one: FunnelWorth) => z.input<typeof WorthOut>;

function stageView(stage: FunnelStage, worth: WorthView): z.input<typeof StageOut> {
  const { entered, inNow, left, further, won, time, ...rest } = stage;
  return {
    ...rest,
    entered: worth(entered),
    inNow: worth(inNow),
    left: left.map(({ to, name, ...one }) => ({ to, name, ...worth(one) })),
    further: { ...further, ofEnteredPct: pct(further.count, entered.count) },
    won: { ...worth(won), ofEnteredPct: pct(won.count, entered.count) },
    time: { ...time, method: 'Kaplan-Meier' },
  };
}

const TITLES = {
  en: [
    'Process',
    'Part',
    'Stage',
    'Entered',
    'Amount',
    'In it now',
    'Amount in it',
    'Came further',
    'Won',
    'Days, median',
    'Days, 90 %',
    'Left to',
  ],
  ru: [
    'Процесс',
    'Часть',
    'Этап',
    'Вошло',
    'Сумма',
    'Сейчас',
    'Сумма сейчас',
    'Прошло дальше',
    'Выиграно',
    'Дней, медиана',
    'Дней, 90 %',
    'Ушло на',
  ],
} as const;

const DAY_MS = 86_400_000;
const days = (ms: number | null): number | null => (ms === null ? null : Math.round((ms / DAY_MS) * 100) / 100);

function tableOf(items: readonly z.input<typeof FunnelOut>[], language: 'en' | 'ru'): ReportTable {
  const rows = items.flatMap(({ process, group, stages }) =>
    stages.map((stage) => [
      ...[cell.text(process.name[language]), cell.text(group?.name ?? null), cell.text(stage.name[language])],
      ...[cell.number(stage.entered.count), cell.amount(stage.entered.amount)],
      ...[cell.number(stage.inNow.count), cell.amount(stage.inNow.amount)],
      ...[cell.number(stage.further.count), cell.number(stage.won.count)],
      ...[cell.number(days(stage.time.medianMs)), cell.number(days(stage.time.p90Ms))],
      cell.text(stage.left.map(({ name, count }) => `${name[language]}: ${count}`).join('; ')),
    ]),
  );
  return { titles: TITLES[language], rows };
}
