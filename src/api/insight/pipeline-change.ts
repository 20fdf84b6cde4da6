import { z } from 'zod';
import { baseCurrency, CHANGES, type Closing, type PipelineChange, readPipelineChange } from '../../insight';
import { badInput } from '../problem';
import { moneyOut } from '../schema';
import { answerHead, reportAnswer, WorthOut } from './answer';
import { cell } from './file';
import { report } from './report';

const COUNTS = {
  en: 'Open sales at the begin and at the end of the period, and what became of them in between. Begin, and what came in, moved in and grew, without what shrank, was won, was lost and moved out, is the end.',
  ru: 'Открытые продажи на начало и на конец периода и что стало с ними за это время. Начало плюс пришедшие, перенесённые в период и выросшие минус уменьшившиеся, выигранные, проигранные и перенесённые из периода равно концу.',
};

const ChangeOut = z
  .object({
    group: z.object({ key: z.string(), name: z.string() }).nullable(),
    changes: z.record(z.enum(CHANGES), WorthOut),
  })
  .meta({ id: 'PipelineChange', description: 'Of what grew and shrank the amount is by how much' });

const closing = {
  closeFrom: z.iso.date().optional().meta({ description: 'Only sales expected to close from this day on' }),
  closeUntil: z.iso.date().optional().meta({ description: 'Not part of it; with `closeFrom`' }),
};

/** Source: PB-21: it is counted from what happened, with no nightly run. */
export const pipelineChange = report({
  name: 'pipeline-change',
  takes: { kinds: ['sale'] },
  summary: 'How the pipeline changed over a period: came in, grew, shrank, moved, was won, was lost, stood still',
  description:
    'With `closeFrom` and `closeUntil` of the sales that are expected to close then: by the day of the decision, else the planned one; ' +
    'what moved into or out of those days is told. Each number opens its sales.',
  query: closing,
  answers: z.object({ ...reportAnswer, items: z.array(ChangeOut), comparedItems: z.array(ChangeOut).nullable() }),
  read: async ({ question, sight, own }, { pool }) => {
    const window = windowOf(own);
    const { compared } = question;
    const currency = await baseCurrency(pool);
    const items = await readPipelineChange(pool, question, window, sight);
    const before = compared && (await readPipelineChange(pool, { ...question, period: compared }, window, sight));
    return {
      ...answerHead(question, COUNTS),
      items: items.map((one) => changeView(one, currency)),
      comparedItems: before?.map((one) => changeView(one, currency)) ?? null,
    };
  },
  table: ({ items }, language) => ({
    titles: TITLES[language],
    rows: items.flatMap(({ group, changes }) =>
      CHANGES.map((change) => [
        cell.text(group?.name ?? null),
        cell.text(NAMES[change][language]),
        cell.number(changes[change].count),
        cell.amount(changes[change].amount),
      ]),
    ),
  }),
});

function windowOf({ closeFrom, closeUntil }: { closeFrom?: string; closeUntil?: string }): Closing | null {
  if (closeFrom === undefined && closeUntil === undefined) return null;
  if (closeFrom !== undefined && closeUntil !== undefined && closeFrom < closeUntil)
    return { from: closeFrom, until: closeUntil };
  throw badInput({ path: 'query.closeUntil', message: 'Say `closeFrom` and a later `closeUntil`' });
}

const changeView = ({ group, changes }: PipelineChange, currency: string): z.input<typeof ChangeOut> => ({
  group,
  changes: Object.fromEntries(
    CHANGES.map((change) => {
      const { minor, ...one } = changes[change];
      return [change, { ...one, amount: moneyOut({ minor, currency }) }];
    }),
  ) as z.input<typeof ChangeOut>['changes'],
});

const TITLES = { en: ['Part', 'Change', 'Sales', 'Amount'], ru: ['Часть', 'Изменение', 'Продаж', 'Сумма'] } as const;
const NAMES: Readonly<Record<(typeof CHANGES)[number], { en: string; ru: string }>> = {
  begin: { en: 'Begin', ru: 'Начало' },
  'came in': { en: 'Came in', ru: 'Пришло' },
  'moved in': { en: 'Moved in', ru: 'Перенесено в период' },
  grew: { en: 'Grew', ru: 'Выросло' },
  shrank: { en: 'Shrank', ru: 'Уменьшилось' },
  won: { en: 'Won', ru: 'Выиграно' },
  lost: { en: 'Lost', ru: 'Проиграно' },
  'moved out': { en: 'Moved out', ru: 'Перенесено из периода' },
  end: { en: 'End', ru: 'Конец' },
  idle: { en: 'Nothing changed', ru: 'Без изменений' },
};
