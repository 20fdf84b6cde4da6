import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { type OneProps, Parted, type PartedAnswer, sameIn, WAYS_BY } from '../parted';
import { useProcessNames } from '../process-names';

type Times = Shown['TaskTimes'];
interface Tasks {
  items: Times[];
}
type Answer = PartedAnswer<Tasks>;

const keyOf = ({ process, stage, task }: Times) => `${process} ${stage.key} ${task}`;

const MOST_BARS = 12;

function useTaskName(): (one: Times) => string {
  const { t, say } = useWords();
  const called = ({ task, taskName }: Times) => (taskName ? say(taskName) : (task ?? t('reports.tasks.byHand')));
  return (one) => `${called(one)} · ${say(one.stage.name)}`;
}

function Body({ answer, search }: BodyProps<Answer>) {
  const { t } = useWords();
  const { days } = useCells();
  const name = useTaskName();
  const glance = {
    title: t('reports.col.medianDays'),
    rows: ({ items }: Tasks) => items,
    ...{ keyOf, name, figure: (one: Times) => days(one.days.median) },
  };
  return <Parted answer={answer} search={search} One={OfTasks} glance={glance} />;
}

function OfTasks({ of: { items }, before }: OneProps<Tasks>) {
  const { t } = useWords();
  const { days, figure } = useCells();
  const process = useProcessNames();
  const name = useTaskName();
  const held = heldAgainst((one: Times) => sameIn(before?.items, one, keyOf));
  const counted = (title: string, of: keyof Times['opens']) =>
    held(
      title,
      (one) => figure(one[of]),
      (one) => <Count of={{ count: one[of], opens: one.opens[of] }} />,
    );
  const columns: Column<Times>[] = [
    { title: t('reports.col.task'), of: name },
    { title: t('narrow.by.process'), of: (one) => process(one.process), text: true },
    counted(t('reports.col.ended'), 'ended'),
    counted(t('reports.col.done'), 'done'),
    held(t('reports.col.medianP90'), (one) => `${days(one.days.median)} / ${days(one.days.p90)}`),
    counted(t('reports.col.queued'), 'queued'),
    held(t('reports.col.queueDays'), (one) => days(one.queueDays)),
    counted(t('reports.col.late'), 'late'),
  ];
  return (
    <>
      <Picture
        title={t('reports.tasks.picture')}
        as="bars"
        lying
        by="task"
        points={items
          .slice(0, MOST_BARS)
          .map((one) => ({ task: name(one), median: one.days.median, p90: one.days.p90 }))}
        series={[
          { name: 'median', label: t('reports.col.median'), color: 'deal.6' },
          { name: 'p90', label: t('reports.col.p90'), color: 'orange.6' },
        ]}
      />
      <FigureTable caption={t('reports.name.task-times')} columns={columns} rows={items} keyOf={keyOf} />
    </>
  );
}

export default report<Answer>({
  name: 'task-times',
  usual: 'last 30 days',
  kinds: true,
  compares: true,
  by: WAYS_BY,
  read: (question) => told(api.GET('/insight/task-times', asking(question))),
  Body,
});
