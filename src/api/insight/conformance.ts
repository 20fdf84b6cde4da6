import { z } from 'zod';
import {
  BEHAVED,
  BEHAVIOURS,
  type BehaviourRow,
  FEW,
  opens,
  POPULATION_SET,
  type Population,
  type Question,
  readConformance,
} from '../../insight';
import { Text } from '../schema';
import { answerHead, CountOut, reportAnswer } from './answer';
import { cell } from './file';
import { type Parted, partedAnswer, partedTable, readParted } from './parted';
import { BEHAVIOUR_WORDS } from './path-words';
import { COUNTS, of, round, WonShare, wonShare } from './paths';
import { type ReportTable, report } from './report';
import { type NameStage, StageOut, stageNames } from './stage-names';

interface Shown {
  question: Question;
  of: Population;
  name: NameStage;
}

const BehaviourView = z
  .object({
    process: z.string(),
    stage: StageOut,
    did: z.enum(BEHAVIOURS),
    words: Text,
    deals: CountOut,
    of: z.number().meta({ description: 'Deals that came to the stage, or for `passed by` as far as it' }),
    wonWith: WonShare,
    wonWithout: WonShare,
    difference: z.object({ difference: z.number(), low: z.number(), high: z.number() }).nullable().meta({
      description: 'By how much the share of those that did is greater, with its interval at 95 % (Newcombe)',
    }),
    verdict: z.enum(['too few', 'differs', 'none seen']),
  })
  .meta({ id: 'Behaviour' });

const CAUTION = {
  en: `Shares are held against those of deals that came to the same stage and did not do so. A difference says nothing of why: who skips a step may have had an easier deal. Of twenty comparisons one differs by chance alone; fewer than ${FEW} closed deals on either side are called too few.`,
  ru: `Доли сравниваются с долями сделок, пришедших на тот же этап и не поступавших так. Разница не говорит о причине: возможно, шаг пропускали в сделках, что были проще. Из двадцати сравнений одно отличается случайно; если с любой стороны закрыто меньше ${FEW} сделок, сказано «мало».`,
};

const BODY = {
  deals: CountOut,
  comparisons: z.number().meta({ description: 'How many differences were looked at that had enough deals' }),
  items: z.array(BehaviourView),
  strays: z.array(z.object({ version: z.string(), from: StageOut, to: StageOut, deals: z.number() })).meta({
    description: 'Ways between stages that the version of the deal does not know; the engine lets none happen',
  }),
};

export const conformance = report({
  name: 'conformance',
  summary:
    'What deals did beside going on by outcomes: steps passed by, skipped or forced, rework; and how those ended that did',
  query: { of },
  answers: z.object({ ...reportAnswer, caution: Text, ...partedAnswer('Conformance', BODY) }),
  read: async ({ own, ...asked }, context) => {
    const parted = await readParted<typeof BODY>(asked, context, async ({ question, sight }) => {
      const found = await readConformance(context, { question, sight }, own.of);
      const processes = [
        ...found.behaviours.map(({ process }) => process),
        ...found.strays.map(({ version }) => keyOf(version)),
      ];
      const name = await stageNames(context, processes);
      return {
        deals: { count: found.deals, opens: opens(POPULATION_SET, question, { of: own.of }) },
        comparisons: found.behaviours.filter(({ verdict }) => verdict !== 'too few').length,
        items: ordered(found.behaviours).map((row) => behaviourView(row, { question, of: own.of, name })),
        strays: found.strays.map(({ version, from, to, deals }) => ({
          version,
          from: name(keyOf(version), from),
          to: name(keyOf(version), to),
          deals,
        })),
      };
    });
    return { ...answerHead(asked.question, COUNTS[own.of]), caution: CAUTION, ...parted };
  },
  table: (answer, language) => partedTable(answer as Parted<typeof BODY>, tableOf, language),
});

const tableOf = ({ items }: { items: z.input<typeof BehaviourView>[] }, language: 'en' | 'ru'): ReportTable => ({
  titles: BEHAVIOUR_TITLES[language],
  rows: items.map((one) => [
    ...[one.process, one.stage.name[language], one.words[language]].map(cell.text),
    ...[one.deals.count, one.of, one.wonWith?.share ?? null, one.wonWithout?.share ?? null].map(cell.number),
    ...[one.difference?.difference ?? null, one.difference?.low ?? null, one.difference?.high ?? null].map(cell.number),
    cell.text(VERDICTS[one.verdict][language]),
  ]),
});

const keyOf = (version: string): string => version.replace(/@\d+$/, '');

const VERDICTS = {
  'too few': { en: 'too few', ru: 'мало' },
  differs: { en: 'differs', ru: 'отличается' },
  'none seen': { en: 'no difference seen', ru: 'разницы не видно' },
} as const;

const BEHAVIOUR_TITLES = {
  en: [
    ...['Process', 'Stage', 'What they did', 'Deals', 'Of', 'Won of those', 'Won of the others', 'Difference'],
    ...['Difference, at least', 'Difference, at most', 'Verdict'],
  ],
  ru: [
    ...['Процесс', 'Этап', 'Что было', 'Сделки', 'Из', 'Выиграно из них', 'Выиграно из прочих', 'Разница'],
    ...['Разница, не меньше', 'Разница, не больше', 'Вывод'],
  ],
};

/** What differs first, the greatest difference before others; then what most did. */
const ordered = (rows: readonly BehaviourRow[]): BehaviourRow[] => {
  const rank = ({ verdict, difference }: BehaviourRow) =>
    verdict === 'differs' ? 1 + Math.abs(difference?.difference ?? 0) : 0;
  return [...rows].sort((a, b) => rank(b) - rank(a) || b.deals - a.deals || (a.stage < b.stage ? -1 : 1));
};

function behaviourView(row: BehaviourRow, { question, of, name }: Shown): z.input<typeof BehaviourView> {
  const { process, stage, did, deals, difference, verdict } = row;
  return {
    process,
    stage: name(process, stage),
    did,
    words: BEHAVIOUR_WORDS[did],
    deals: { count: deals, opens: opens(BEHAVED, question, { of, process, stage, did }) },
    of: row.of,
    wonWith: wonShare(row.wonWith),
    wonWithout: wonShare(row.wonWithout),
    difference: difference && {
      difference: round(difference.difference),
      low: round(difference.low),
      high: round(difference.high),
    },
    verdict,
  };
}
