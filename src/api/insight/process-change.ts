import { z } from 'zod';
import {
  type Cohort,
  type Compared,
  cautionOfChange,
  ofGroup,
  opens,
  type Period,
  type Question,
  readChange,
  readLastChange,
  readProcessChange,
  sellerSets,
} from '../../insight';
import type { Context } from '../context';
import { badInput, notFound } from '../problem';
import { isoOf, Text, Time } from '../schema';
import { answerHead, CountOut, PeriodOut, reportAnswer } from './answer';
import { cell } from './file';
import { report } from './report';
import { rounded, ShareOut, shareOut } from './sellers';

const CohortView = z
  .object({
    began: CountOut,
    won: CountOut,
    lost: CountOut,
    open: CountOut,
    conversion: ShareOut,
    medianDays: z.number().nullable(),
    leads: z.number(),
    answered: z.number(),
    opens: z.object({ leads: z.string(), answered: z.string() }),
    medianSecondsToAnswer: z.number().nullable(),
  })
  .meta({ id: 'Cohort', description: 'Sales that began within the span, by how they stood at its end' });

const Difference = z.object({ difference: z.number(), low: z.number(), high: z.number() }).nullable().meta({
  id: 'Difference',
  description: 'After less before, with its interval at 95 %; null: one of them is of nothing',
});

const ComparedView = z
  .object({
    key: z.string(),
    label: z.string(),
    before: CohortView,
    after: CohortView,
    conversion: Difference.meta({ description: 'Newcombe’s interval' }),
    days: Difference.meta({ description: 'Of the medians of days to closing, by drawing again (bootstrap)' }),
    secondsToAnswer: Difference,
    say: z.object({ conversion: Text, days: Text }),
  })
  .meta({ id: 'BeforeAndAfter' });

const COUNTS = {
  en: 'Sales of the process that began in two spans of the same length, before and after a version was put in force; each span is looked at as of its own end, so that both were watched for as long.',
  ru: 'Продажи процесса, начатые в двух отрезках равной длины: до и после ввода версии; каждый отрезок взят на момент своего конца, поэтому за обоими наблюдали одинаково долго.',
};

/** What sales and leads alike are parted by. */
const GROUPED = ['owner', 'team', 'source', 'product', 'region', 'line'] as const;

export const processChange = report({
  name: 'process-change',
  takes: { by: GROUPED, narrow: ['process', ...GROUPED], period: false, kinds: ['sale'] },
  refuses: ['NotFound'],
  summary: 'How sales went before and after a version of a process was put in force, in all and part by part',
  description: 'Parted by owner unless `by` says otherwise. Leads are of no process: theirs are of all.',
  query: {
    change: z
      .string()
      .regex(/^.{1,200}@\d{1,9}$/, 'Must be as in standard-sale@2')
      .optional()
      .meta({ description: 'The version; else the last that was put in force, of `process` where that is said' }),
    days: z.coerce.number().int().min(1).max(366).default(90).meta({ description: 'How long each span is, at most' }),
  },
  answers: z.object({
    ...reportAnswer,
    change: z.object({ process: z.string(), version: z.number(), at: Time }),
    before: PeriodOut,
    after: PeriodOut,
    all: ComparedView,
    groups: z.array(ComparedView),
  }),
  read: async ({ question: asked, sight, own }, { pool }) => {
    const change = await changeOf(pool, own.change, asked);
    const { process } = change;
    const question: Question = {
      ...asked,
      kind: 'sale',
      by: asked.by ?? 'owner',
      narrow: { ...asked.narrow, process: [process] },
    };
    if (asked.narrow.process && !asked.narrow.process.includes(process))
      throw badInput({ path: 'query.process', message: `Must be ${process}, which \`change\` is of` });
    if (change.at >= asked.asOf) throw badInput({ path: 'query.change', message: 'Is not in force yet' });
    const found = await readProcessChange(pool, { change, question, sight, days: own.days });
    const view = (one: Compared, of: Question) => comparedView(one, of, [found.before, found.after]);
    return {
      ...answerHead({ ...question, period: found.after }, COUNTS),
      change: { ...change, at: isoOf(change.at) },
      ...{ before: periodOut(found.before), after: periodOut(found.after) },
      all: view(found.all, question),
      groups: found.groups.map((one) => view(one, ofGroup(question, one.key))),
    };
  },
  table: ({ all, groups }, language) => ({
    titles: TITLES[language],
    rows: [all, ...groups].map(({ label, before, after, conversion, days }) => [
      cell.text(label),
      ...[before, after].flatMap((one) => [
        cell.number(one.began.count),
        cell.number(one.won.count),
        cell.number(one.lost.count),
      ]),
      ...[before, after].map((one) => cell.number(one.conversion?.share ?? null)),
      ...(['difference', 'low', 'high'] as const).map((what) => cell.number(conversion?.[what] ?? null)),
      ...[before, after].map((one) => cell.number(one.medianDays)),
      ...(['difference', 'low', 'high'] as const).map((what) => cell.number(days?.[what] ?? null)),
    ]),
  }),
});

const TITLES = {
  en: [
    ...['Part', 'Began before', 'Won before', 'Lost before', 'Began after', 'Won after', 'Lost after'],
    ...['Conversion before', 'Conversion after', 'Difference', 'Difference, low', 'Difference, high'],
    ...[
      'Days before, median',
      'Days after, median',
      'Difference of days',
      'Difference of days, low',
      'Difference of days, high',
    ],
  ],
  ru: [
    ...['Часть', 'Начато до', 'Выиграно до', 'Проиграно до', 'Начато после', 'Выиграно после', 'Проиграно после'],
    ...['Конверсия до', 'Конверсия после', 'Разница', 'Разница, низ', 'Разница, верх'],
    ...['Дней до, медиана', 'Дней после, медиана', 'Разница дней', 'Разница дней, низ', 'Разница дней, верх'],
  ],
};

/** @throws Problem where there is no such version */
async function changeOf(pool: Context['pool'], wanted: string | undefined, { narrow, asOf }: Question) {
  const [process = '', version] = wanted?.split(/@(?=\d+$)/) ?? [];
  const found = wanted
    ? await readChange(pool, process, Number(version))
    : await readLastChange(pool, narrow.process ?? [], asOf);
  if (!found) throw notFound('version');
  return found;
}

const periodOut = ({ from, until, zone }: Period): z.input<typeof PeriodOut> => ({
  ...{ from: isoOf(from), until: isoOf(until), zone },
});

const differenceOut = (one: Compared['days']): z.input<typeof Difference> =>
  one && { difference: rounded(one.difference), low: rounded(one.low), high: rounded(one.high) };

function comparedView(
  one: Compared,
  question: Question,
  [before, after]: [Period, Period],
): z.input<typeof ComparedView> {
  const { key, label, conversion, days, secondsToAnswer } = one;
  const closed = ({ won, lost }: Cohort) => won + lost;
  const say = (difference: Compared['days']) => cautionOfChange(closed(one.before), closed(one.after), difference);
  return {
    ...{ key, label },
    before: cohortView(one.before, { ...question, period: before }),
    after: cohortView(one.after, { ...question, period: after }),
    ...{
      conversion: differenceOut(conversion),
      days: differenceOut(days),
      secondsToAnswer: differenceOut(secondsToAnswer),
    },
    say: { conversion: say(conversion), days: say(days) },
  };
}

function cohortView(one: Cohort, question: Question): z.input<typeof CohortView> {
  const { began, won, lost, open, conversion, medianDays, leads, answered, medianSecondsToAnswer } = one;
  const number = (count: number, came: 'any' | 'won' | 'lost' | 'open') => ({
    ...{ count, opens: opens(sellerSets.BEGAN, question, { came }) },
  });
  const { process: _, ...narrow } = question.narrow;
  const came: Question = { ...question, kind: 'lead', narrow };
  const orNull = (value: number | null) => (value === null ? null : rounded(value));
  return {
    ...{ began: number(began, 'any'), won: number(won, 'won'), lost: number(lost, 'lost'), open: number(open, 'open') },
    ...{ conversion: shareOut(conversion), medianDays: orNull(medianDays), leads, answered },
    opens: { leads: opens(sellerSets.LEADS, came, {}), answered: opens(sellerSets.ANSWERED_THEN, came, {}) },
    medianSecondsToAnswer: orNull(medianSecondsToAnswer),
  };
}
