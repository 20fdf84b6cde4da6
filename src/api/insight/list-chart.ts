import { z } from 'zod';
import { mayDo, type Person } from '../../access';
import { ENTITIES } from '../../crm';
import { maskValue } from '../closed';
import type { Context } from '../context';
import { askedOfChart, ChartOut, chartQuestion, readChart } from '../list-charts';
import { Problem } from '../problem';
import { checked } from '../to-problem';
import { cell } from './file';
import type { Report, ReportTable } from './report';

/** How a chart of one's own is drawn: the page keeps to it. */
const FORMS = ['bars', 'columns', 'line'] as const;

const query = z.strictObject({
  entity: z.enum(ENTITIES),
  ...askedOfChart,
  form: z.enum(FORMS).optional(),
  beside: z.literal('view').optional().meta({ description: 'It is there whenever its view is opened' }),
});

const amountOf = (sum: z.input<typeof ChartOut>['bars'][number]['sum']) =>
  typeof sum === 'number' ? cell.number(sum) : cell.amount(sum);

const tableOf = ({ by, sum, bars }: z.input<typeof ChartOut>, language: 'en' | 'ru'): ReportTable => ({
  titles: [by.name[language], { en: 'Count', ru: 'Количество' }[language], ...(sum ? [sum.name[language]] : [])],
  rows: bars.map((bar) => [
    cell.text(bar.label[language]),
    cell.number(bar.count),
    ...(sum ? [amountOf(bar.sum)] : []),
  ]),
});

/** @throws Problem for whoever may not read such lists */
function askedOf(raw: unknown, actor: Person) {
  const { entity, form: _form, beside: _beside, ...asked } = checked(query, raw, 'query');
  if (!mayDo(actor, `${entity}.read`)) throw new Problem('NotAllowed');
  return { entity, asked };
}

async function fits(raw: unknown, actor: Person, context: Context): Promise<void> {
  const { entity, asked } = askedOf(raw, actor);
  await chartQuestion(entity, asked, actor, context);
}

async function run(raw: unknown, actor: Person, context: Context) {
  const { entity, asked } = askedOf(raw, actor);
  const answer = maskValue(ChartOut, actor, await readChart(entity, asked, actor, context));
  return { answer, table: () => tableOf(answer, actor.language === 'ru' ? 'ru' : 'en') };
}

/**
 * A type of chart that somebody made beside a list, under a name: what its bars stand for, what they add up, how it is drawn, and of
 * which view. Its own address is that of the list (`GET /leads/chart`, …). Source: DYN-23.
 */
export const listChart: Report = {
  name: 'list-chart',
  right: 'view.read',
  query,
  answers: ChartOut,
  routes: [],
  fits,
  run,
};
