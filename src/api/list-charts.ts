import { z } from 'zod';
import type { Person } from '../access';
import {
  CHART_WIDTHS,
  chartField,
  ENTITIES,
  type Entity,
  type ListBar,
  type Question,
  readListChart,
  WordingError,
} from '../crm';
import type { Context } from './context';
import { asked, questionOf, readerOf } from './list-question';
import { badInput } from './problem';
import { type Route, route } from './route';
import { isoOf, MoneyOut, moneyOut, Text, Time } from './schema';

const BarOut = z
  .object({
    value: z.string().meta({ description: 'Empty: those without one; of times and dates the day on which it begins' }),
    label: Text,
    count: z.number(),
    sum: z.union([z.number(), MoneyOut]).nullable(),
    filter: z.string().meta({ description: 'With what the list was asked, it shows the rows of this bar' }),
  })
  .meta({ id: 'ListBar' });

const FieldName = z.object({ key: z.string(), type: z.string(), name: Text });

/** What a field is called, and no more: how it is read is nobody's business. */
const nameOf = ({ key, type, name }: z.input<typeof FieldName>): z.input<typeof FieldName> => ({ key, type, name });

export const ChartOut = z
  .object({
    by: FieldName,
    sum: FieldName.nullable(),
    bars: z.array(BarOut),
    others: z.number().meta({ description: 'Rows whose value has no bar: there are 200 at most' }),
    unrated: z.number().meta({ description: 'Rows whose amount has no rate, and is in no sum' }),
    asOf: Time,
  })
  .meta({ id: 'ListChart' });

const barOut = ({ sum, ...bar }: ListBar): z.input<typeof BarOut> => ({
  ...bar,
  sum: typeof sum === 'object' && sum !== null ? moneyOut(sum) : sum,
});

const { columns: _columns, sort: _sort, ...narrowing } = asked;
/** What a chart beside a list is asked. */
export const askedOfChart = {
  ...narrowing,
  by: z.string().min(1).max(110).meta({ description: 'The field that bars stand for; any that is no number' }),
  width: z.enum(CHART_WIDTHS).default('month').meta({ description: 'How wide bars over time are' }),
  sum: z.string().min(1).max(110).optional().meta({ description: 'A number or an amount to add up beside the count' }),
};
const Query = z.strictObject(askedOfChart);

/** The chart of a list, as somebody sees its rows. @throws Problem for what makes no sense */
export async function readChart(
  entity: Entity,
  query: z.output<typeof Query>,
  actor: Person,
  context: Context,
): Promise<z.input<typeof ChartOut>> {
  const question = await chartQuestion(entity, query, actor, context);
  const { view: _view, filter: _filter, zone, ...chart } = query;
  const now = context.clock.now();
  const read = await readListChart(context.pool, readerOf(actor, zone), question, chart, now);
  const [by, sum] = [nameOf(read.by), read.sum && nameOf(read.sum)];
  return { ...read, by, sum, bars: read.bars.map(barOut), asOf: isoOf(now) };
}

/** What a chart asks of its list. @throws Problem with the place of what makes no sense, its fields among it */
export async function chartQuestion(
  entity: Entity,
  { view, filter, by, sum }: z.output<typeof Query>,
  actor: Person,
  context: Context,
): Promise<Question> {
  const question = await questionOf(context, actor, entity, { view, filter });
  const faults = Object.entries({ by, sum }).flatMap(([name, key]) =>
    key === undefined ? [] : faultsOf(question, key, name as 'by' | 'sum'),
  );
  if (faults.length > 0) throw badInput(...faults);
  return question;
}

function faultsOf(question: Question, key: string, as: 'by' | 'sum'): { path: string; message: string }[] {
  try {
    chartField(question, key, as);
    return [];
  } catch (error) {
    if (!(error instanceof WordingError)) throw error;
    return (error.faults.columns ?? []).map(({ message }) => ({ path: `query.${as}`, message: message.en }));
  }
}

const chartOf = (entity: Entity): Route =>
  route({
    method: 'get',
    path: `/${entity}s/chart`,
    right: `${entity}.read`,
    summary: `What a chart beside a list of ${entity}s is drawn from: its rows by the values of a field`,
    description:
      'Asked for as the list is. Times go by days of the reader’s zone, without gaps; other values the most first. A row that holds several values is in the bar of each. Amounts are in the base currency.',
    query: Query,
    answers: ChartOut,
    handle: ({ query, actor }, context) => readChart(entity, query, actor, context),
  });

/** A chart beside any list. They stand before the routes of single records. */
export const listCharts: Route[] = ENTITIES.map(chartOf);
