import { Link } from '@tanstack/react-router';
import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { type Both, useWords } from '../../words';
import { useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { sameIn, useGroupName, WAYS_BY } from '../parted';
import { useProcessNames } from '../process-names';

type Group = Shown['DeviationGroup'];
type Deal = Shown['DealOffPlan'];
interface Week {
  week: string;
  ended: number;
  endedLate: number;
  medianDays: number | null;
  open: number;
  openLate: number;
  opens: { ended: string; endedLate: string; open: string; openLate: string };
}
interface PlannedStage {
  process: string;
  stage: { key: string; name: Both };
  visits: number;
  late: number;
  medianDays: number | null;
  worstDays: number | null;
  opens: { visits: string; late: string };
}
interface OfPeriod {
  plannedStages: PlannedStage[];
  weeks: Week[];
}
interface Answer extends OfPeriod {
  asOf: string;
  planned: Shown['CountOut'];
  late: Shown['CountOut'];
  groups: Group[];
  stages: Group[];
  before: OfPeriod | null;
  items: Deal[];
}

/** Where nothing is late, so many that are due first. */
const NEXT = 10;

const keyOf = ({ process, stage }: PlannedStage) => `${process} ${stage.key}`;

function useGroupColumns(first: string, name: (one: Group) => string): Column<Group>[] {
  const { t } = useWords();
  const { days, money } = useCells();
  return [
    { title: first, of: name },
    { title: t('reports.col.planned'), of: (one) => <Count of={one.planned} /> },
    { title: t('reports.col.late'), of: (one) => <Count of={one.late} /> },
    { title: t('reports.col.early'), of: (one) => <Count of={{ count: one.early, opens: one.opens.early }} /> },
    { title: t('reports.col.meanDays'), of: (one) => days(one.meanDays) },
    { title: t('reports.col.medianDays'), of: (one) => days(one.medianDays) },
    { title: t('reports.col.worstDays'), of: (one) => days(one.worstDays) },
    { title: t('reports.col.lateMoney'), of: (one) => money(one.lateAmount) },
  ];
}

function Body({ answer, search }: BodyProps<Answer>) {
  const { t, say } = useWords();
  const { days, figure, day } = useCells();
  const { planned, late, groups, stages, plannedStages, weeks, before, items } = answer;
  const behindPlan = items.filter(({ daysOff }) => daysOff >= 1);
  const process = useProcessNames();
  const groupName = useGroupName(search.by);
  const stageName = useGroupName('stage');
  const named = (name: typeof groupName) => (one: Group) => name({ key: one.key, name: one.label });
  const ofGroups = useGroupColumns(t(`narrow.by.${(search.by ?? 'owner') as 'owner'}`), named(groupName));
  const ofStages = useGroupColumns(t('reports.col.stage'), named(stageName));
  const ofDeals: Column<Deal>[] = [
    {
      title: t('reports.col.deal'),
      of: (one) => (
        <Link to={one.kind === 'sale' ? '/sales/$id' : '/leads/$id'} params={{ id: one.id }}>
          {one.title}
        </Link>
      ),
    },
    { title: t('reports.col.owner'), of: (one) => one.owner.name, text: true },
    { title: t('reports.col.stage'), of: (one) => say(one.stage.name), text: true },
    { title: t('reports.col.plannedFor'), of: (one) => day(one.plannedFor) },
    { title: t('reports.col.daysOff'), of: (one) => days(one.daysOff) },
    {
      title: t('reports.col.ofStages'),
      text: true,
      of: (one) => one.stages.map(({ stage, daysOff }) => `${say(stage.name)}: ${days(daysOff)}`).join(', ') || '–',
    },
  ];
  const ofPlan = heldAgainst((one: PlannedStage) => sameIn(before?.plannedStages, one, keyOf));
  const visited = (of: keyof PlannedStage['opens']) => (one: PlannedStage) => (
    <Count of={{ count: one[of], opens: one.opens[of] }} />
  );
  const ofPlanned: Column<PlannedStage>[] = [
    { title: t('reports.col.stage'), of: (one) => `${say(one.stage.name)} · ${process(one.process)}` },
    ofPlan(t('reports.limits.visits'), (one) => figure(one.visits), visited('visits')),
    ofPlan(t('reports.col.late'), (one) => figure(one.late), visited('late')),
    ofPlan(t('reports.col.medianDays'), (one) => days(one.medianDays)),
    ofPlan(t('reports.col.worstDays'), (one) => days(one.worstDays)),
  ];
  // The first week is held against the first: weeks of two periods have no day in common.
  const ofWeek = heldAgainst((one: Week) => before?.weeks[weeks.indexOf(one)]);
  const behind = (of: keyof Week['opens']) => (one: Week) => <Count of={{ count: one[of], opens: one.opens[of] }} />;
  const ofWeeks: Column<Week>[] = [
    { title: t('reports.col.week'), of: (one) => day(one.week) },
    ofWeek(t('reports.col.ended'), (one) => figure(one.ended), behind('ended')),
    ofWeek(t('reports.col.endedLate'), (one) => figure(one.endedLate), behind('endedLate')),
    ofWeek(t('reports.col.medianDays'), (one) => days(one.medianDays)),
    ofWeek(t('reports.col.open'), (one) => figure(one.open), behind('open')),
    ofWeek(t('reports.col.openLate'), (one) => figure(one.openLate), behind('openLate')),
  ];
  return (
    <>
      <p>
        {t('reports.deviation.planned')} <Count of={planned} /> · {t('reports.col.late')} <Count of={late} />
      </p>
      <FigureTable caption={t('reports.deviation.who')} columns={ofGroups} rows={groups} keyOf={({ key }) => key} />
      <FigureTable caption={t('reports.deviation.where')} columns={ofStages} rows={stages} keyOf={({ key }) => key} />
      {plannedStages.length > 0 && (
        <FigureTable caption={t('reports.deviation.stages')} columns={ofPlanned} rows={plannedStages} keyOf={keyOf} />
      )}
      <Picture
        title={t('reports.deviation.trend')}
        as="lines"
        by="week"
        points={weeks.map((one) => ({ week: day(one.week), openLate: one.openLate, endedLate: one.endedLate }))}
        series={[
          { name: 'openLate', label: t('reports.col.openLate'), color: 'red.6' },
          { name: 'endedLate', label: t('reports.col.endedLate'), color: 'deal.6' },
        ]}
      />
      <FigureTable caption={t('reports.deviation.trend')} columns={ofWeeks} rows={weeks} keyOf={({ week }) => week} />
      <FigureTable
        caption={t(behindPlan.length > 0 ? 'reports.deviation.worst' : 'reports.deviation.next')}
        columns={ofDeals}
        rows={behindPlan.length > 0 ? behindPlan : items.slice(0, NEXT)}
        keyOf={({ id }) => id}
      />
    </>
  );
}

export default report<Answer>({
  name: 'deviation',
  usual: 'last 30 days',
  kinds: true,
  compares: true,
  by: WAYS_BY,
  usualBy: 'owner',
  read: (question) => told(api.GET('/insight/deviation', asking(question))),
  Body,
});
