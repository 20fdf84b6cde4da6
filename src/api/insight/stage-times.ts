import { z } from 'zod';
import { opens, readTaskTimes, readWeeks, TASKED, type TaskMark, VISITED } from '../../insight';
import { Text } from '../schema';
import { answerHead, Opens, reportAnswer } from './answer';
import { spanOfBar } from './bar-span';
import { COUNTS } from './bottlenecks';
import { cell } from './file';
import { type Parted, partedAnswer, partedTable, readParted } from './parted';
import { type ReportTable, report } from './report';
import { daysOrNull, namesInForce, StageOut, stageNames } from './stage-names';

const WeekView = z
  .object({
    ...{ week: z.string(), process: z.string(), stage: StageOut, entered: z.number(), left: z.number() },
    opens: z.object({ entered: z.string(), left: z.string() }).meta({ description: 'The deals of each number' }),
  })
  .meta({ id: 'StageWeek', description: 'Weeks begin on Monday in the zone of the period' });

const WEEKS = { items: z.array(WeekView) };

export const stageWeeks = report({
  name: 'stage-weeks',
  summary: 'What came into each stage and went out of it, week by week',
  answers: z.object({ ...reportAnswer, ...partedAnswer('StageWeeks', WEEKS) }),
  read: async (asked, context) => {
    const parted = await readParted<typeof WEEKS>(asked, context, async (scope) => {
      const rows = await readWeeks(context.pool, scope);
      const name = await stageNames(
        context,
        rows.map(({ process }) => process),
      );
      const items = rows.map(({ stage, ...row }) => {
        const { process, week } = row;
        const question = { ...scope.question, period: spanOfBar(week, 'week', scope.question.period) };
        const of = (mark: 'entered' | 'left') => opens(VISITED, question, { process, stage, mark });
        return { ...row, stage: name(process, stage), opens: { entered: of('entered'), left: of('left') } };
      });
      return { items };
    });
    return { ...answerHead(asked.question, COUNTS), ...parted };
  },
  table: (answer, language) => partedTable(answer as Parted<typeof WEEKS>, weeksTable, language),
});

const weeksTable = ({ items }: { items: z.input<typeof WeekView>[] }, language: 'en' | 'ru'): ReportTable => ({
  titles: {
    en: ['Week', 'Process', 'Stage', 'Came in', 'Went out'],
    ru: ['Неделя', 'Процесс', 'Этап', 'Пришло', 'Ушло'],
  }[language],
  rows: items.map((one) => [
    ...[one.week, one.process, one.stage.name[language]].map(cell.text),
    ...[one.entered, one.left].map(cell.number),
  ]),
});

const TaskView = z
  .object({
    process: z.string(),
    stage: StageOut,
    task: z.string().nullable().meta({ description: 'Its key in the definition; null: added by hand' }),
    taskName: Text.nullable().meta({ description: 'What it is called in the version in force; null: it is in none' }),
    ended: z.number(),
    done: z.number().meta({ description: 'The others were withdrawn' }),
    days: z.object({ median: z.number().nullable(), p90: z.number().nullable() }),
    queued: z.number().meta({ description: 'Those that were offered to several people' }),
    queueDays: z
      .number()
      .nullable()
      .meta({ description: 'How long these lay until somebody took them, in the middle' }),
    late: z.number(),
    opens: z
      .object({ ended: Opens, done: Opens, queued: Opens, late: Opens })
      .meta({ description: 'The deals of the tasks of each number' }),
  })
  .meta({ id: 'TaskTimes' });

const TASK_COUNTS = {
  en: 'Tasks that ended in the period, from opening to end, in days of 24 hours.',
  ru: 'Задачи, завершённые за период, от открытия до завершения, в сутках.',
};

const TASKS = { items: z.array(TaskView) };

export const taskTimes = report({
  name: 'task-times',
  summary: 'How long tasks took, and how long they lay in queues',
  answers: z.object({ ...reportAnswer, ...partedAnswer('TasksTimes', TASKS) }),
  read: async (asked, context) => {
    const parted = await readParted<typeof TASKS>(asked, context, async (scope) => {
      const rows = await readTaskTimes(context.pool, scope);
      const name = await namesInForce(
        context,
        rows.map(({ process }) => process),
      );
      return {
        items: rows.map(({ medianMs, p90Ms, queueMedianMs, stage, ...row }) => {
          const at = { process: row.process, stage, ...(row.task !== null && { task: row.task }) };
          const of = (mark: TaskMark) => opens(TASKED, scope.question, { ...at, mark });
          return {
            ...row,
            stage: name.stage(row.process, stage),
            taskName: row.task === null ? null : name.task(row.process, stage, row.task),
            days: { median: daysOrNull(medianMs), p90: daysOrNull(p90Ms) },
            queueDays: daysOrNull(queueMedianMs),
            opens: { ended: of('ended'), done: of('done'), queued: of('from a queue'), late: of('late') },
          };
        }),
      };
    });
    return { ...answerHead(asked.question, TASK_COUNTS), ...parted };
  },
  table: (answer, language) => partedTable(answer as Parted<typeof TASKS>, tasksTable, language),
});

const tasksTable = ({ items }: { items: z.input<typeof TaskView>[] }, language: 'en' | 'ru'): ReportTable => ({
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
    ...[one.process, one.stage.name[language], one.taskName?.[language] ?? one.task].map(cell.text),
    ...[one.ended, one.done, one.days.median, one.days.p90, one.queued, one.queueDays, one.late].map(cell.number),
  ]),
});
