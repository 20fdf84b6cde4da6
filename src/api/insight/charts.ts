import { z } from 'zod';
import { isHidden, maskOf } from '../../access';
import {
  AXES,
  AXIS_KEYS,
  CHARTED,
  INTERESTED,
  opens,
  type Question,
  readInterest,
  readLeadChart,
  WIDTHS,
} from '../../insight';
import { badInput } from '../problem';
import { Ref, Text } from '../schema';
import { answerHead, CountOut, reportAnswer } from './answer';
import { spanOfBar } from './bar-span';
import { cell } from './file';
import { report } from './report';

const width = z.enum(WIDTHS).default('week').meta({ description: 'How wide bars over time are' });

const BarView = z
  .object({
    value: z
      .string()
      .meta({ description: 'The empty text: those without one; of time: when the bar begins, on clocks of the zone' }),
    label: z.string(),
    part: z.string(),
    partLabel: z.string(),
    leads: CountOut,
    qualified: z.number(),
    disqualified: z.number(),
  })
  .meta({ id: 'Bar' });

const COUNTS = {
  en: 'Leads that you see and that came in the period, by what was chosen; how many of them have been qualified or disqualified by now.',
  ru: 'Лиды, которые вы видите и которые пришли за период, по выбранному признаку; сколько из них уже квалифицированы или дисквалифицированы.',
};

export const leadChart = report({
  name: 'lead-chart',
  takes: { by: [], compare: false, kinds: ['lead'] },
  summary:
    'What a chart of leads is drawn from: by campaign, by responsible, by when they came, or by anything else, in parts',
  description:
    'A chart of your own is a question that you save: what the bars stand for (`x`), what they are parted by (`split`), what it is narrowed to.',
  query: {
    x: z.enum(AXIS_KEYS).default('time').meta({ description: 'What the bars stand for; time: how fast leads come' }),
    split: z.enum(AXIS_KEYS).optional().meta({ description: 'What each bar is parted by' }),
    width,
  },
  answers: z.object({ ...reportAnswer, x: Text, split: Text.nullable(), bars: z.array(BarView) }),
  read: async ({ question: asked, sight, own, actor }, { pool }) => {
    const question: Question = { ...asked, kind: 'lead', by: null };
    const { x, split: by, width } = own;
    const hidden = [x, by].some(
      (axis) => axis && isHidden(maskOf(actor), 'lead', axis === 'noted by' ? 'notedBy' : axis),
    );
    if (hidden) throw badInput({ path: 'query.x', message: 'Your roles do not let you see it' });
    const bars = await readLeadChart(pool, { question, sight, x, by: by ?? null, width });
    return {
      ...answerHead(question, COUNTS),
      ...{ x: AXES[x], split: by ? AXES[by] : null },
      bars: bars.map(({ count, ...one }) => {
        const at = { x, value: one.value, width, ...(by && { by, part: one.part }) };
        return { ...one, leads: { count, opens: opens(CHARTED, question, at) } };
      }),
    };
  },
  table: ({ bars, x, split }, language) => ({
    titles: [x[language], ...(split ? [split[language]] : []), ...TITLES[language]],
    rows: bars.map(({ label, partLabel, leads, qualified, disqualified }) => [
      ...[cell.text(label), ...(split ? [cell.text(partLabel)] : []), cell.number(leads.count)],
      ...[cell.number(qualified), cell.number(disqualified)],
    ]),
  }),
});

const TITLES = { en: ['Leads', 'Qualified', 'Disqualified'], ru: ['Лиды', 'Квалифицировано', 'Дисквалифицировано'] };

const Sums = { touches: CountOut, responses: z.number(), leads: CountOut, sales: CountOut };

const INTEREST = {
  en: 'Touches about each product, the answers to them, and leads and sales about it that began, by when each happened; what names no product is together.',
  ru: 'Касания по каждому продукту, ответы на них, начатые по нему лиды и продажи — по времени; всё, где продукт не назван, вместе.',
};

export const interest = report({
  name: 'interest',
  takes: { by: [], compare: false, kinds: [], narrow: ['owner', 'team', 'source', 'product', 'region', 'line'] },
  summary: 'How the interest in each product went over time: what histograms of clients’ needs are drawn from',
  query: { width },
  answers: z.object({
    ...reportAnswer,
    items: z.array(
      z
        .object({
          product: Ref.nullable(),
          total: z.object(Sums),
          bars: z.array(
            z.object({
              startsAt: z.string(),
              touches: z.number(),
              responses: z.number(),
              leads: z.number(),
              sales: z.number(),
              opens: z.object({ touches: z.string(), leads: z.string(), sales: z.string() }),
            }),
          ),
        })
        .meta({ id: 'Interest' }),
    ),
  }),
  read: async ({ question, sight, own }, { pool }) => {
    const items = await readInterest(pool, question, sight, own.width);
    const { period } = question;
    return {
      ...answerHead(question, INTEREST),
      items: items.map(({ product, total, bars }) => {
        const within = (span: Question['period']) => interestOpens({ ...question, period: span }, product?.id);
        const all = within(period);
        return {
          product,
          bars: bars.map((bar) => ({ ...bar, opens: within(spanOfBar(bar.startsAt, own.width, period)) })),
          total: {
            ...{ responses: total.responses, touches: { count: total.touches, opens: all.touches } },
            leads: { count: total.leads, opens: all.leads },
            sales: { count: total.sales, opens: all.sales },
          },
        };
      }),
    };
  },
  table: ({ items }, language) => ({
    titles: INTEREST_TITLES[language],
    rows: items.flatMap(({ product, bars }) =>
      bars.map((one) => [
        ...[cell.text(product?.name ?? ''), cell.text(one.startsAt), cell.number(one.touches)],
        ...[cell.number(one.responses), cell.number(one.leads), cell.number(one.sales)],
      ]),
    ),
  }),
});

/** What the interest in a product within a period opens; without one: in none that was named. */
function interestOpens(question: Question, product?: string) {
  const deals = (kind: 'lead' | 'sale') => opens(INTERESTED, { ...question, kind }, { product: product ?? '' });
  const [from, to] = [question.period.from, question.period.until].map((at) => new Date(at).toISOString());
  const { source, product: _, ...ofLeads } = question.narrow;
  const narrowed = Object.entries({ ...ofLeads, sourceName: source }).flatMap(([key, values]) =>
    (values ?? []).map((value): [string, string] => [key, value]),
  );
  const own = { product: product ?? '', from: from ?? '', to: to ?? '' };
  const touches = new URLSearchParams([...Object.entries(own), ...narrowed]);
  return { touches: `/api/v1/touches?${touches}`, leads: deals('lead'), sales: deals('sale') };
}

const INTEREST_TITLES = {
  en: ['Product', 'Begins', 'Touches', 'Answers', 'Leads', 'Sales'],
  ru: ['Продукт', 'Начало', 'Касания', 'Ответы', 'Лиды', 'Продажи'],
};
