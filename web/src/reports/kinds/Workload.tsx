import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { sameIn } from '../parted';

type Load = Shown['Workload'];
type Work = keyof Load['work'];
interface Answer {
  asOf: string;
  items: Load[];
  comparedItems: Load[] | null;
}

/** The numbers, in groups that are read together; each group a table, so that none runs far to the side. */
const GROUPS: readonly (readonly [group: 'tasks' | 'meetings' | 'stages' | 'clients', works: readonly Work[]])[] = [
  ['tasks', ['tasks: open', 'tasks: due soon', 'tasks: overdue', 'tasks: waiting', 'answers: done']],
  [
    'meetings',
    [
      ...(['meetings: planned', 'meetings: held', 'meetings: cancelled'] as const),
      ...(['meetings: missed', 'meetings: unsettled', 'unplanned: meetings held'] as const),
    ],
  ],
  [
    'stages',
    ['transitions: planned', 'transitions: in time', 'transitions: late', 'transitions: missing', 'moves: made'],
  ],
  ['clients', ['leads: came', 'leads: answered', 'leads: unanswered', 'activity: unattended', 'told: unnoticed']],
];

/** What a number is called; a colon would part a name of words in two. */
const wordsOf = (work: Work) => `reports.work.${String(work).replace(': ', ' ') as 'tasks open'}` as const;

function Body({ answer: { items, comparedItems } }: BodyProps<Answer>) {
  const { t } = useWords();
  const { day } = useFormat();
  const { seconds, days, figure } = useCells();
  const name = (one: Load) => one.person?.name ?? t('reports.workload.nobody');
  const keyOf = (one: Load) => one.person?.id ?? 'nobody';
  const held = heldAgainst((one: Load) => sameIn(comparedItems ?? undefined, one, keyOf));
  const ofPresence: Column<Load>[] = [
    { title: t('reports.col.person'), of: name },
    {
      title: t('reports.workload.presence'),
      of: ({ presence }) =>
        presence
          ? t('reports.workload.hours', {
              working: figure(Math.round(presence.workingHours)),
              absent: figure(Math.round(presence.absentHours)),
            })
          : '–',
    },
    {
      title: t('reports.workload.away'),
      text: true,
      of: ({ presence }) =>
        presence?.away
          ? t('reports.workload.awayUntil', {
              day: day(presence.away.until),
              deputy: presence.away.deputy?.name ?? '–',
            })
          : '–',
    },
    held(t('reports.workload.donePerDay'), (one) => days(one.donePerDay)),
    held(t('reports.col.firstAnswer'), (one) => seconds(one.medianSecondsToAnswer)),
  ];
  return (
    <>
      <Picture
        title={t('reports.workload.picture')}
        as="stacked"
        lying
        by="person"
        points={items.map((one) => ({
          person: name(one),
          overdue: one.work['tasks: overdue']?.count ?? 0,
          soon: one.work['tasks: due soon']?.count ?? 0,
          other: Math.max(
            0,
            (one.work['tasks: open']?.count ?? 0) -
              (one.work['tasks: overdue']?.count ?? 0) -
              (one.work['tasks: due soon']?.count ?? 0),
          ),
        }))}
        series={[
          { name: 'overdue', label: t(wordsOf('tasks: overdue')), color: 'red.6' },
          { name: 'soon', label: t(wordsOf('tasks: due soon')), color: 'yellow.6' },
          { name: 'other', label: t('reports.workload.rest'), color: 'deal.6' },
        ]}
      />
      {GROUPS.map(([group, works]) => (
        <FigureTable
          key={group}
          caption={t(`reports.workload.${group}`)}
          columns={[
            { title: t('reports.col.person'), of: name },
            ...works.map((work) =>
              held(
                t(wordsOf(work)),
                (one) => figure(one.work[work]?.count),
                (one) => {
                  const counted = one.work[work];
                  return counted ? <Count of={counted} /> : '–';
                },
              ),
            ),
          ]}
          rows={items}
          keyOf={keyOf}
        />
      ))}
      <FigureTable caption={t('reports.workload.there')} columns={ofPresence} rows={items} keyOf={keyOf} />
    </>
  );
}

export default report<Answer>({
  name: 'workload',
  usual: 'last 30 days',
  compares: true,
  read: (question) => told(api.GET('/insight/workload', asking(question))),
  Body,
});
