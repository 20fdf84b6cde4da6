import { z } from 'zod';
import {
  type Mark,
  opens,
  PART_NAMES,
  type Part,
  type Question,
  readBottlenecks,
  type StageTimes,
  VISITED,
} from '../../insight';
import { answerHead, CountOut, reportAnswer } from './answer';
import { cell } from './file';
import { type Parted, partedAnswer, partedTable, readParted } from './parted';
import { type ReportTable, report } from './report';
import { daysOf, daysOrNull, type NameStage, StageOut, stageNames } from './stage-names';

const Days = z.number().meta({ description: 'Days of 24 hours' });

const PARTS: Readonly<Record<Part, string>> = {
  wait: 'Waiting for a known reason that was told to the process',
  client: "On the client's clock",
  outside: 'Ours, outside working hours',
  queue: 'Ours, in working hours: a task lay in a queue and nobody held one',
  held: 'Ours, in working hours: somebody held a task',
  idle: 'Ours, in working hours: nobody was asked for anything',
};

const PartsOut = z.object(
  Object.fromEntries(PART_NAMES.map((part) => [part, Days.meta({ description: PARTS[part] })])) as Record<
    Part,
    typeof Days
  >,
);

const StageView = z
  .object({
    process: z.string(),
    stage: StageOut,
    entered: CountOut.meta({ description: 'Visits that began in the period; opens the deals they are of' }),
    left: CountOut.meta({ description: 'Visits that ended in it: all times below are theirs' }),
    here: CountOut.meta({ description: 'Deals that stand there now' }),
    hereDays: z.number().nullable().meta({ description: 'How long those have stood, in the middle' }),
    days: z.object({ mean: z.number().nullable(), median: z.number().nullable(), p90: z.number().nullable() }),
    parts: PartsOut.meta({ description: 'What all of that time went to: the parts add up to it' }),
    overLimit: CountOut,
    limited: z.number().meta({ description: 'Visits that had a limit' }),
    again: CountOut.meta({ description: 'Visits of deals that had been there before: rework' }),
    handedOver: CountOut.meta({ description: 'Visits within which the deal or a task of it went from hand to hand' }),
    handovers: z.number(),
  })
  .meta({ id: 'StageTimes' });

/** What reports about visits count, in words. */
export const COUNTS = {
  en: 'Visits: each time that a deal was at a stage counts once, when it left. Working hours are those of the process’s calendar, or the owner’s where it says so.',
  ru: 'Пребывания: каждый раз, что сделка была на этапе, считается однажды, при уходе с него. Рабочее время — по календарю процесса, или владельца, если так задано.',
};

const BODY = { items: z.array(StageView) };

export const bottlenecks = report({
  name: 'bottlenecks',
  summary:
    'Where time goes, by stage: queues, work, waiting for us and for the client, rework, handovers; the most first',
  answers: z.object({ ...reportAnswer, ...partedAnswer('Bottlenecks', BODY) }),
  read: async (asked, context) => {
    const parted = await readParted<typeof BODY>(asked, context, async ({ question, sight }) => {
      const rows = await readBottlenecks(context.pool, { question, sight });
      const name = await stageNames(
        context,
        rows.map(({ process }) => process),
      );
      return { items: rows.map((row) => stageView(row, question, name)) };
    });
    return { ...answerHead(asked.question, COUNTS), ...parted };
  },
  table: (answer, language) => partedTable(answer as Parted<typeof BODY>, tableOf, language),
});

const tableOf = ({ items }: { items: z.input<typeof StageView>[] }, language: 'en' | 'ru'): ReportTable => ({
  titles: STAGE_TITLES[language],
  rows: items.map((one) => [
    ...[one.process, one.stage.name[language]].map(cell.text),
    ...[one.entered.count, one.left.count, one.here.count, one.hereDays].map(cell.number),
    ...[one.days.mean, one.days.median, one.days.p90, ...PART_NAMES.map((part) => one.parts[part])].map(cell.number),
    ...[one.overLimit.count, one.limited, one.again.count, one.handedOver.count, one.handovers].map(cell.number),
  ]),
});

const STAGE_TITLES = {
  en: [
    ...[
      'Process',
      'Stage',
      'Came in',
      'Went out',
      'Here now',
      'Days here now, median',
      'Days, mean',
      'Days, median',
      'Days, 90 %',
    ],
    ...[
      'Days waiting',
      "Days on the client's clock",
      'Days outside working hours',
      'Working days in queues',
      'Working days held',
    ],
    ...['Working days with nobody', 'Past the limit', 'With a limit', 'Came back', 'Handed over', 'Handovers'],
  ],
  ru: [
    ...[
      'Процесс',
      'Этап',
      'Пришло',
      'Ушло',
      'Сейчас',
      'Дней сейчас, медиана',
      'Дней, среднее',
      'Дней, медиана',
      'Дней, 90 %',
    ],
    ...[
      'Дней ожидания',
      'Дней у клиента',
      'Дней вне рабочего времени',
      'Рабочих дней в очереди',
      'Рабочих дней у сотрудника',
    ],
    ...['Рабочих дней ни у кого', 'Дольше срока', 'Со сроком', 'Вернулось', 'Передавалось', 'Передач'],
  ],
};

function stageView(row: StageTimes, question: Question, name: NameStage): z.input<typeof StageView> {
  const { process, stage } = row;
  const count = (count: number, mark: Mark) => ({ count, opens: opens(VISITED, question, { process, stage, mark }) });
  return {
    process,
    stage: name(process, stage),
    entered: count(row.entered, 'entered'),
    left: count(row.left, 'left'),
    here: count(row.here, 'here'),
    hereDays: daysOrNull(row.hereMedianMs),
    days: { mean: daysOrNull(row.meanMs), median: daysOrNull(row.medianMs), p90: daysOrNull(row.p90Ms) },
    parts: Object.fromEntries(PART_NAMES.map((part) => [part, daysOf(row.partsMs[part])])) as Record<Part, number>,
    overLimit: count(row.overLimit, 'over its limit'),
    limited: row.limited,
    again: count(row.again, 'again'),
    handedOver: count(row.handedOver, 'handed over'),
    handovers: row.handovers,
  };
}
