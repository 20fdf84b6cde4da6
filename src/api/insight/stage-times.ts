import { z } from 'zod';
import { readTaskTimes, readWeeks } from '../../insight';
import { answerHead, reportAnswer } from './answer';
import { COUNTS } from './bottlenecks';
import { cell } from './file';
import { report } from './report';
import { daysOrNull, StageOut, stageNames } from './stage-names';
import { ofOnePart } from './whole';

const WeekView = z
  .object({ week: z.string(), process: z.string(), stage: StageOut, entered: z.number(), left: z.number() })
  .meta({ id: 'StageWeek', description: 'Weeks begin on Monday in the zone of the period' });

export const stageWeeks = report({
  name: 'stage-weeks',
  summary: 'What came into each stage and went out of it, week by week',
  description: 'Not parted: narrow it instead.',
  answers: z.object({ ...reportAnswer, items: z.array(WeekView) }),
  read: async ({ question, sight }, context) => {
    ofOnePart(question);
    const rows = await readWeeks(context.pool, { question, sight });
    const name = await stageNames(
      context,
      rows.map(({ process }) => process),
    );
    return {
      ...answerHead(question, COUNTS),
      items: rows.map(({ stage, ...row }) => ({ ...row, stage: name(row.process, stage) })),
    };
  },
  table: ({ items }, language) => ({
    titles: {
      en: ['Week', 'Process', 'Stage', 'Came in', 'Went out'],
      ru: ['Неделя', 'Процесс', 'Этап', 'Пришло', 'Ушло'],
    }[language],
    rows: items.map((one) => [
      ...[one.week, one.process, one.stage.name[language]].map(cell.text),
      ...[one.entered, one.left].map(cell.number),
    ]),
  }),
});

const TaskView = z
  .object({
    process: z.string(),
    stage: StageOut,
    task: z.string().nullable().meta({ description: 'Its key in the definition; null: added by hand' }),
    ended: z.number(),
    done: z.number().meta({ description: 'The others were withdrawn' }),
    days: z.object({ median: z.number().nullable(), p90: z.number().nullable() }),
    queued: z.number().meta({ description: 'Those that were offered to several people' }),
    queueDays: z
      .number()
      .nullable()
      .meta({ description: 'How long these lay until somebody took them, in the middle' }),
    late: z.number(),
  })
  .meta({ id: 'TaskTimes' });

const TASK_COUNTS = {
  en: 'Tasks that ended in the period, from opening to end, in days of 24 hours.',
  ru: 'Задачи, завершённые за период, от открытия до завершения, в сутках.',
};

export const taskTimes = report({
  name: 'task-times',
  summary: 'How long tasks took, and how long they lay in queues',
  description: 'Not parted: narrow it instead.',
  answers: z.object({ ...reportAnswer, items: z.array(TaskView) }),
  read: async ({ question, sight }, context) => {
    ofOnePart(question);
    const rows = await readTaskTimes(context.pool, { question, sight });
    const name = await stageNames(
      context,
      rows.map(({ process }) => process),
    );
    return {
      ...answerHead(question, TASK_COUNTS),
      items: rows.map(({ medianMs, p90Ms, queueMedianMs, stage, ...row }) => ({
        ...row,
        stage: name(row.process, stage),
        days: { median: daysOrNull(medianMs), p90: daysOrNull(p90Ms) },
        queueDays: daysOrNull(queueMedianMs),
      })),
    };
  },
  table: ({ items }, language) => ({
    titles: {
      en: [
        'Process',
        'Stage',
        'Task',
        'Ended',
        'Done',
        'Days, median',
        'Days, 90 %',
        'From a queue',
        'Days in it, median',
        'Late',
      ],
      ru: [
        'Процесс',
        'Этап',
        'Задача',
        'Завершено',
        'Сделано',
        'Дней, медиана',
        'Дней, 90 %',
        'Из очереди',
        'Дней в ней, медиана',
        'С опозданием',
      ],
    }[language],
    rows: items.map((one) => [
      ...[one.process, one.stage.name[language], one.task].map(cell.text),
      ...[one.ended, one.done, one.days.median, one.days.p90, one.queued, one.queueDays, one.late].map(cell.number),
    ]),
  }),
});
