import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture, type Tone } from '../../parts/Picture';
import { useWords } from '../../words';
import { useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { type OneProps, Parted, type PartedAnswer, sameIn, WAYS_BY } from '../parted';
import { useProcessNames } from '../process-names';

type Stage = Shown['StageTimes'];
interface Visits {
  items: Stage[];
}
type Answer = PartedAnswer<Visits>;

const keyOf = ({ process, stage }: Stage) => `${process} ${stage.key}`;

const PARTS = ['queue', 'held', 'idle', 'client', 'wait', 'outside'] as const;
const TONES: Record<(typeof PARTS)[number], Tone> = {
  queue: 'red.6',
  held: 'deal.6',
  idle: 'orange.6',
  client: 'blue.5',
  wait: 'yellow.6',
  outside: 'gray.5',
};
const MOST_BARS = 12;

/** What stages are called; with their process where there are several. */
function useStageName(items: readonly Stage[]): (one: Stage) => string {
  const { say } = useWords();
  const process = useProcessNames();
  const several = new Set(items.map((one) => one.process)).size > 1;
  return (one) => (several ? `${say(one.stage.name)} · ${process(one.process)}` : say(one.stage.name));
}

function Body({ answer, search }: BodyProps<Answer>) {
  const { t } = useWords();
  const { days } = useCells();
  const name = useStageName(answer.items);
  const glance = {
    title: t('reports.col.medianDays'),
    rows: ({ items }: Visits) => items,
    ...{ keyOf, name, figure: (one: Stage) => days(one.days.median) },
  };
  return <Parted answer={answer} search={search} One={OfVisits} glance={glance} />;
}

function OfVisits({ of: { items }, before }: OneProps<Visits>) {
  const { t } = useWords();
  const { days, figure } = useCells();
  const name = useStageName(items);
  const held = heldAgainst((one: Stage) => sameIn(before?.items, one, keyOf));
  const counted = (title: string, count: (one: Stage) => Stage['entered']) =>
    held(
      title,
      (one) => figure(count(one).count),
      (one) => <Count of={count(one)} />,
    );
  const columns: Column<Stage>[] = [
    { title: t('reports.col.stage'), of: name },
    counted(t('reports.col.in'), (one) => one.entered),
    counted(t('reports.col.out'), (one) => one.left),
    { title: t('reports.col.here'), of: (one) => <Count of={one.here} /> },
    { title: t('reports.col.hereDays'), of: (one) => days(one.hereDays) },
    held(t('reports.col.medianP90'), (one) => `${days(one.days.median)} / ${days(one.days.p90)}`),
    ...PARTS.map((part) => held(t(`reports.part.${part}`), (one) => days(one.parts[part]))),
    held(
      t('reports.col.overLimit'),
      (one) => `${figure(one.overLimit.count)} / ${figure(one.limited)}`,
      (one) => (
        <>
          <Count of={one.overLimit} /> / {figure(one.limited)}
        </>
      ),
    ),
    counted(t('reports.col.again'), (one) => one.again),
    counted(t('reports.col.handedOver'), (one) => one.handedOver),
  ];
  return (
    <>
      <Picture
        title={t('reports.part.picture')}
        as="stacked"
        lying
        by="stage"
        points={items.slice(0, MOST_BARS).map((one) => ({ stage: name(one), ...one.parts }))}
        series={PARTS.map((part) => ({ name: part, label: t(`reports.part.${part}`), color: TONES[part] }))}
      />
      <FigureTable caption={t('reports.part.caption')} columns={columns} rows={items} keyOf={keyOf} />
    </>
  );
}

export default report<Answer>({
  name: 'bottlenecks',
  usual: 'last 30 days',
  kinds: true,
  compares: true,
  by: WAYS_BY,
  read: (question) => told(api.GET('/insight/bottlenecks', asking(question))),
  Body,
});
