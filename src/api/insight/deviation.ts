import { z } from 'zod';
import {
  baseCurrency,
  type DeviationGroup,
  type DeviationWeek,
  OFF_PLAN,
  ofGroup,
  opens,
  PLAN_WEEK,
  PLANNED_VISITS,
  type Question,
  readDeviationAt,
  readDeviationBy,
  readDeviationWeeks,
  readMostOffPlan,
  readStageDeviation,
  type STANDINGS,
  type StageDeviation,
  type WeekMark,
} from '../../insight';
import { isoOf, isoOrNull, MoneyOut, moneyOut, Ref, Time } from '../schema';
import { answerHead, CountOut, Opens, reportAnswer } from './answer';
import { cell } from './file';
import { report } from './report';
import { StageOut, stageNames } from './stage-names';

const Group = z
  .object({
    key: z.string(),
    label: z.string(),
    planned: CountOut.meta({ description: 'Open deals that have a planned date' }),
    late: CountOut.meta({ description: 'Of these, a whole day or more behind it' }),
    early: z.number().meta({ description: 'Of these, a whole day or more before it' }),
    opens: z.object({ early: z.string() }),
    meanDays: z.number().nullable(),
    medianDays: z.number().nullable(),
    worstDays: z.number().nullable(),
    lateAmount: MoneyOut.nullable(),
  })
  .meta({ id: 'DeviationGroup', description: 'Whole days off plan: more than 0 is late, less is early' });

const DealView = z
  .object({
    id: z.uuid(),
    kind: z.enum(['sale', 'lead']),
    number: z.number(),
    title: z.string(),
    owner: Ref,
    process: z.string(),
    stage: StageOut,
    plannedFor: Time,
    daysOff: z.number(),
    stages: z
      .array(z.object({ stage: StageOut, plannedFor: Time, leftAt: Time.nullable(), daysOff: z.number() }))
      .meta({ description: 'Each time at a stage that has a planned end of its own' }),
  })
  .meta({ id: 'DealOffPlan' });

const COUNTS = {
  en: 'Open deals with a planned date, in whole days of 24 hours: one hour late is still 0, less than 0 is early. Weeks count deals that ended in the period, against the plans of today.',
  ru: 'Открытые сделки с плановой датой, в целых сутках: час опоздания — ещё 0, меньше 0 — раньше плана. По неделям — завершённые за период, против нынешних планов.',
};

const MOST = 50;

/** What is not of this moment but of the period. */
const OF_PERIOD = {
  plannedStages: z
    .array(
      z.object({
        process: z.string(),
        stage: StageOut,
        visits: z.number(),
        late: z.number(),
        medianDays: z.number().nullable(),
        worstDays: z.number().nullable(),
        opens: z.object({ visits: Opens, late: Opens }).meta({ description: 'The deals of the visits' }),
      }),
    )
    .meta({ description: 'Stages with planned ends of their own: left in the period, or here now' }),
  weeks: z.array(
    z.object({
      week: z.string(),
      ended: z.number(),
      endedLate: z.number(),
      medianDays: z.number().nullable(),
      open: z.number(),
      openLate: z.number(),
      opens: z.object({ ended: Opens, endedLate: Opens, open: Opens, openLate: Opens }),
    }),
  ),
};

export const deviation = report({
  name: 'deviation',
  summary: 'Days off plan, of each open process and of its stages: who, where, and how it changed week by week',
  description: 'Parted by owner unless `by` says otherwise. `account` narrows it to the processes of one client.',
  query: { account: z.uuid().optional().meta({ description: 'The client whose processes they are' }) },
  answers: z.object({
    ...reportAnswer,
    planned: CountOut,
    late: CountOut,
    groups: z.array(Group),
    stages: z.array(Group).meta({ description: 'By the stage at which they stand' }),
    ...OF_PERIOD,
    before: z
      .object(OF_PERIOD)
      .nullable()
      .meta({ description: 'What is of the period, of the one that it is held against' }),
    items: z.array(DealView).meta({ description: `The furthest behind their plans, at most ${MOST}` }),
  }),
  read: async ({ question: asked, sight, own }, context) => {
    const question: Question = { ...asked, by: asked.by ?? 'owner' };
    const scope = { question, sight };
    const where = own.account === undefined ? {} : { account: own.account };
    const compared = asked.compared && { ...scope, question: { ...question, period: asked.compared } };
    const [currency, all, groups, stages, plannedStages, weeks, worst, plannedBefore, weeksBefore] = await Promise.all([
      baseCurrency(context.pool),
      readDeviationBy(context.pool, { question: { ...question, by: null }, sight }, where),
      readDeviationBy(context.pool, scope, where),
      readDeviationAt(context.pool, scope, where),
      readStageDeviation(context.pool, scope, where),
      readDeviationWeeks(context.pool, scope, where),
      readMostOffPlan(context.pool, scope, where, MOST),
      compared && readStageDeviation(context.pool, compared, where),
      compared && readDeviationWeeks(context.pool, compared, where),
    ]);
    const processes = [...worst, ...plannedStages, ...(plannedBefore ?? [])].map(({ process }) => process);
    const name = await stageNames(context, processes);
    const set = (which: (typeof STANDINGS)[number], of: Question, stage?: string) =>
      opens(OFF_PLAN, of, { which, ...where, ...(stage !== undefined && { stage }) });
    const view = (row: DeviationGroup, of: Question, stage?: string): z.input<typeof Group> => ({
      ...{ key: row.key, label: row.label, early: row.early, opens: { early: set('early', of, stage) } },
      planned: { count: row.planned, opens: set('planned', of, stage) },
      late: { count: row.late, opens: set('late', of, stage) },
      meanDays: row.meanDays === null ? null : Math.round(row.meanDays * 100) / 100,
      ...{ medianDays: row.medianDays, worstDays: row.worstDays },
      lateAmount: moneyOut({ minor: row.lateMinor, currency }),
    });
    const ofPeriod = (of: Question, visited: readonly StageDeviation[], by: readonly DeviationWeek[]) => ({
      plannedStages: visited.map(({ process, stage, ...row }) => {
        const at = { process, stage, ...where };
        const addresses = {
          visits: opens(PLANNED_VISITS, of, at),
          late: opens(PLANNED_VISITS, of, { ...at, late: 'true' }),
        };
        return { ...row, process, stage: name(process, stage), opens: addresses };
      }),
      weeks: by.map(({ span, ...week }) => {
        const those = (which: WeekMark) => opens(PLAN_WEEK, { ...of, period: span }, { which, ...where });
        const late = { endedLate: those('ended late'), openLate: those('open late') };
        return { ...week, opens: { ended: those('ended'), open: those('open'), ...late } };
      }),
    });
    return {
      ...answerHead(question, COUNTS),
      planned: { count: all[0]?.planned ?? 0, opens: set('planned', question) },
      late: { count: all[0]?.late ?? 0, opens: set('late', question) },
      groups: groups.map((row) => view(row, ofGroup(question, row.key))),
      stages: stages.map((row) => view(row, question, row.key)),
      ...ofPeriod(question, plannedStages, weeks),
      before: compared && ofPeriod(compared.question, plannedBefore ?? [], weeksBefore ?? []),
      items: worst.map(({ state, plannedFor, stages: own, ...deal }) => ({
        ...deal,
        stage: name(deal.process, state),
        plannedFor: isoOf(plannedFor),
        stages: own.map((one) => ({
          stage: name(deal.process, one.stage),
          plannedFor: isoOf(one.plannedFor),
          leftAt: isoOrNull(one.leftAt),
          daysOff: one.daysOff,
        })),
      })),
    };
  },
  table: ({ items }, language) => ({
    titles: TITLES[language],
    rows: items.map((one) => [
      cell.number(one.number),
      ...[one.title, one.owner.name, one.process, one.stage.name[language], one.plannedFor.slice(0, 10)].map(cell.text),
      cell.number(one.daysOff),
    ]),
  }),
});

const TITLES = {
  en: ['Number', 'Title', 'Owner', 'Process', 'Stage', 'Planned for', 'Days off plan'],
  ru: ['Номер', 'Название', 'Ответственный', 'Процесс', 'Этап', 'Плановая дата', 'Отклонение, дней'],
};
