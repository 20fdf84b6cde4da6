import { z } from 'zod';
import {
  FEW_VISITS,
  type LimitFit,
  OUTLASTED,
  opens,
  type ProposedLimit,
  type Question,
  readLimitFits,
  TOO_FEW,
  TOO_MANY,
} from '../../insight';
import type { Duration } from '../../process';
import { answerHead, Opens, reportAnswer } from './answer';
import { cell } from './file';
import { report } from './report';
import { type NameStage, StageOut, stageNames } from './stage-names';

const SpanOut = z.object({ amount: z.number(), unit: z.enum(['minute', 'hour', 'day', 'week']), working: z.boolean() });
const Proposal = z.object({
  limit: SpanOut,
  flagged: z.number().meta({ description: 'Visits that outlasted it' }),
  share: z.number(),
  opens: Opens.meta({ description: 'The deals of those visits' }),
});

const LimitView = z
  .object({
    process: z.string(),
    stage: StageOut,
    visits: z.number(),
    opens: z.object({ visits: Opens }).meta({ description: 'The deals of the visits' }),
    current: Proposal.nullable().meta({
      description: 'The limit in force, and what of the history it flags; null: none',
    }),
    verdict: z.enum(['too few', 'fits', 'too short', 'too long', 'none']),
    proposals: z.array(Proposal).meta({ description: 'Limits within which 80, 90 and 95 of 100 visits stayed' }),
  })
  .meta({ id: 'LimitFit' });

const LIMIT_COUNTS = {
  en: `Visits that ended in the period, held against the limits in force now. Too short: more than ${Math.round(TOO_MANY * 100)} of 100 outlast it; too long: fewer than ${Math.round(TOO_FEW * 100)} do; fewer than ${FEW_VISITS} visits say nothing. What somebody does about a limit changes the history that the next is made of.`,
  ru: `Пребывания, завершённые за период, против действующих сроков. Короткий: дольше него больше ${Math.round(TOO_MANY * 100)} из 100; длинный: меньше ${Math.round(TOO_FEW * 100)}; меньше ${FEW_VISITS} пребываний не говорят ни о чём. Сам срок меняет историю, из которой выводят следующий.`,
};

export const limits = report({
  name: 'limits',
  takes: { by: [], compare: false },
  summary: 'Where the limits of stages do not fit the history: others, with what they would have flagged',
  description: 'Not parted: narrow it instead. Limits that hang on a date are no spans, and are left out.',
  answers: z.object({ ...reportAnswer, items: z.array(LimitView) }),
  read: async ({ question, sight }, context) => {
    const rows = await readLimitFits(context, { question, sight });
    const name = await stageNames(
      context,
      rows.map(({ process }) => process),
    );
    return { ...answerHead(question, LIMIT_COUNTS), items: rows.map((row) => limitView(row, question, name)) };
  },
  table: ({ items }, language) => ({
    titles: {
      en: ['Process', 'Stage', 'Visits', 'Limit', 'Flagged', 'Verdict', 'Proposed', 'It would have flagged'],
      ru: ['Процесс', 'Этап', 'Пребывания', 'Срок', 'Отмечено', 'Вывод', 'Предложение', 'Отметил бы'],
    }[language],
    rows: items.flatMap((one) =>
      (one.proposals.length > 0 ? one.proposals : [null]).map((proposal) => [
        ...[one.process, one.stage.name[language]].map(cell.text),
        cell.number(one.visits),
        cell.text(one.current && spanText(one.current.limit, language)),
        cell.number(one.current?.flagged ?? null),
        cell.text(VERDICTS[one.verdict][language]),
        cell.text(proposal && spanText(proposal.limit, language)),
        cell.number(proposal?.flagged ?? null),
      ]),
    ),
  }),
});

const VERDICTS = {
  'too few': { en: 'too few visits', ru: 'мало пребываний' },
  fits: { en: 'fits', ru: 'подходит' },
  'too short': { en: 'too short', ru: 'короткий' },
  'too long': { en: 'too long', ru: 'длинный' },
  none: { en: 'no limit', ru: 'нет срока' },
} as const;

const UNITS = {
  minute: ['min', 'мин'],
  hour: ['h', 'ч'],
  day: ['d', 'дн.'],
  week: ['w', 'нед.'],
} as const;

const spanText = ({ amount, unit, working }: Duration, language: 'en' | 'ru'): string =>
  language === 'ru'
    ? `${amount} ${UNITS[unit][1]}${working ? ' раб.' : ''}`
    : `${amount} ${working ? 'working ' : ''}${UNITS[unit][0]}`;

function limitView(fit: LimitFit, question: Question, name: NameStage): z.input<typeof LimitView> {
  const { process, stage, visits, measure, current, verdict, proposals } = fit;
  const at = { process, stage, measure };
  const shared = ({ limit, ms, flagged }: ProposedLimit) => ({
    ...{ limit, flagged, share: Math.round((flagged / visits) * 1000) / 1000 },
    opens: opens(OUTLASTED, question, { ...at, over: String(ms) }),
  });
  return {
    ...{ process, stage: name(process, stage), visits, verdict },
    opens: { visits: opens(OUTLASTED, question, at) },
    current: current && shared(current),
    proposals: proposals.map(shared),
  };
}
