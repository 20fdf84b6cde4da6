import { z } from 'zod';
import { listWork, type Question, questionParams, readWorkload, WORKS, type Work, type Workload } from '../../insight';
import { route } from '../route';
import { counted, isoOf, isoOrNull, pageOfItems, Ref, Time } from '../schema';
import { answerHead, CountOut, reportAnswer } from './answer';
import { askedBehind, readAsked } from './asked';
import { cell } from './file';
import { heldTable } from './parted';
import { type ReportTable, report } from './report';
import { rounded } from './sellers';
import { bothPeriods } from './whole';

const LoadView = z
  .object({
    person: Ref.nullable().meta({ description: 'Null: nobody’s, as tasks in queues' }),
    work: z.record(z.enum(WORKS), CountOut),
    medianSecondsToAnswer: z
      .number()
      .nullable()
      .meta({ description: 'Of leads that came in the period, in wall time' }),
    presence: z
      .object({
        workingHours: z.number().meta({ description: 'Of the period, by their own calendar' }),
        absentHours: z.number(),
        away: z.object({ until: Time, deputy: Ref.nullable() }).nullable().meta({ description: 'As of now' }),
      })
      .nullable(),
    donePerDay: z
      .number()
      .nullable()
      .meta({ description: 'Tasks done per eight working hours that they were there; null: they were not' }),
  })
  .meta({ id: 'Workload' });

const COUNTS = {
  en: 'Tasks that are open now (a known wait is nobody’s delay), and what of the period’s work was done: tasks, meetings appointed against held, stages whose limit ended in the period against those left, leads, and what clients did that nobody noticed.',
  ru: 'Открытые сейчас задачи (известное ожидание — ничья не просрочка) и что из работы за период сделано: задачи, назначенные и проведённые встречи, этапы, срок которых истекал в периоде, и пройденные, лиды и незамеченные действия клиентов.',
};

export const workload = report({
  name: 'workload',
  takes: { by: [] },
  summary: 'Who has how much to do, and what became of what was planned: tasks, meetings, stages, leads, with absences',
  answers: z.object({
    ...reportAnswer,
    items: z.array(LoadView),
    comparedItems: z.array(LoadView).nullable().meta({ description: 'Those of the period that it is held against' }),
  }),
  read: async ({ question, sight }, { pool }) => {
    const read = async (of: Question) => (await readWorkload(pool, of, sight)).map((one) => loadView(one, of));
    const [now, then] = bothPeriods(question);
    return { ...answerHead(question, COUNTS), items: await read(now), comparedItems: then && (await read(then)) };
  },
  table: (answer, language) => heldTable(answer, (items) => tableOf(items, language), language),
});

const tableOf = (items: z.input<typeof LoadView>[], language: 'en' | 'ru'): ReportTable => ({
  titles: TITLES[language],
  rows: items.map(({ person, work, medianSecondsToAnswer, presence, donePerDay }) => [
    cell.text(person?.name ?? ''),
    ...WORKS.map((one) => cell.number(work[one]?.count ?? 0)),
    ...[cell.number(medianSecondsToAnswer), cell.number(presence?.workingHours ?? null)],
    ...[cell.number(presence?.absentHours ?? null), cell.number(donePerDay)],
  ]),
});

const RUSSIAN: Readonly<Record<Work, string>> = {
  'tasks: open': 'Задачи: открыто',
  'tasks: due soon': 'Задачи: скоро срок',
  'tasks: overdue': 'Задачи: просрочено',
  'tasks: waiting': 'Задачи: ожидание',
  'answers: done': 'Задачи: сделано',
  'meetings: planned': 'Встречи: назначено',
  'meetings: held': 'Встречи: проведено',
  'meetings: cancelled': 'Встречи: отменено',
  'meetings: missed': 'Встречи: не состоялось',
  'meetings: unsettled': 'Встречи: без итога',
  'unplanned: meetings held': 'Встречи: без плана',
  'transitions: planned': 'Этапы: по плану',
  'transitions: in time': 'Этапы: вовремя',
  'transitions: late': 'Этапы: с опозданием',
  'transitions: missing': 'Этапы: не пройдено',
  'moves: made': 'Этапы: пройдено',
  'leads: came': 'Лиды: пришло',
  'leads: answered': 'Лиды: с ответом',
  'leads: unanswered': 'Лиды: без ответа',
  'activity: unattended': 'Клиенты: ждут внимания',
  'told: unnoticed': 'Клиенты: не замечено вовремя',
};

const TITLES = {
  en: ['Person', ...WORKS, 'Seconds to the first answer, median', 'Working hours', 'Absent hours', 'Tasks done a day'],
  ru: [
    'Кто',
    ...WORKS.map((one) => RUSSIAN[one]),
    'Секунд до первого ответа, медиана',
    'Рабочих часов',
    'Часов отсутствия',
    'Задач в день',
  ],
};

function loadView(
  { person, counts, medianSecondsToAnswer, presence }: Workload,
  question: Question,
): z.input<typeof LoadView> {
  const address = (work: Work) =>
    `/api/v1/insight/workload/items?${new URLSearchParams([['work', work], ['person', person?.id ?? 'nobody'], ...questionParams(question)])}`;
  const there = presence ? presence.workingHours - presence.absentHours : 0;
  return {
    person,
    work: Object.fromEntries(WORKS.map((work) => [work, { count: counts[work], opens: address(work) }])) as z.input<
      typeof LoadView
    >['work'],
    medianSecondsToAnswer: medianSecondsToAnswer === null ? null : rounded(medianSecondsToAnswer),
    presence: presence && {
      ...presence,
      away: presence.away && { ...presence.away, until: isoOf(presence.away.until) },
    },
    donePerDay: there > 0 ? rounded(counts['answers: done'] / (there / 8)) : null,
  };
}

const items = route({
  method: 'get',
  path: '/insight/workload/items',
  right: 'insight.read',
  personal: true,
  summary: 'What stands behind a number of /insight/workload, the earliest first',
  query: z.strictObject({
    ...askedBehind,
    work: z.enum(WORKS),
    person: z.union([z.uuid(), z.literal('nobody')]),
    ...counted,
  }),
  answers: pageOfItems(
    z
      .object({
        id: z.uuid().meta({ description: 'Of the task, the interaction, the lead or sale, or what the client did' }),
        title: z.string(),
        at: Time.nullable().meta({ description: 'When it is or was due, planned, done or came' }),
        instance: z.object({ id: z.uuid(), kind: z.enum(['lead', 'sale']) }).nullable(),
      })
      .meta({ id: 'WorkItem' }),
  ),
  handle: async ({ query, actor }, context) => {
    const { work, person, limit, cursor, count, ...asked } = query;
    const { question, sight } = await readAsked(context, actor, asked);
    const page = { limit, cursor, count };
    const whose = person === 'nobody' ? null : person;
    const read = await listWork(context.pool, { question, sight, work, person: whose, page });
    const shown = read.items.map((one) => ({ ...one, at: isoOrNull(one.at) }));
    return { ...read, items: shown, asOf: isoOf(read.asOf) };
  },
});

export const workItems = [items];
