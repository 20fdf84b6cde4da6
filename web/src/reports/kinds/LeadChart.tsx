import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { useNamesOf } from '../../lists/use-value-name';
import { Picture, type Tone } from '../../parts/Picture';
import { type Both, useWords } from '../../words';
import { useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { Choice } from '../QuestionBar';
import type { ReportSearch } from '../search';
import { Width } from './Interest';

type Bar = Shown['Bar'];
interface Answer {
  asOf: string;
  x: Both;
  split: Both | null;
  bars: Bar[];
}

const AXES = [
  ...(['time', 'campaign', 'owner', 'source', 'product', 'region', 'country'] as const),
  ...(['industry', 'line', 'language', 'rating', 'stage', 'result'] as const),
] as const;
const TONES: readonly Tone[] = ['deal.6', 'orange.6', 'grape.5', 'green.6', 'blue.5', 'yellow.6', 'red.6', 'gray.5'];

function Choices({ search }: { search: ReportSearch }) {
  const { t } = useWords();
  const axes = AXES.map((value) => ({ value, label: t(`reports.axis.${value}`) }));
  return (
    <>
      <Choice name="x" label={t('reports.axis.label')} options={axes} search={search} usual="time" />
      <Choice name="split" label={t('reports.axis.split')} options={axes.slice(1)} search={search} />
      {(search.x ?? 'time') === 'time' && <Width search={search} />}
    </>
  );
}

function Body({ answer: { bars, x, split }, search }: BodyProps<Answer>) {
  const { t, say } = useWords();
  const { figure, day } = useCells();
  const overTime = (search.x ?? 'time') === 'time';
  const named = useNamesOf('lead');
  const called = (axis: string | undefined, value: string) =>
    (value && axis ? named(axis, value) : '') || t('narrow.none');
  const label = (one: Bar) => (overTime && one.value ? day(one.value.slice(0, 10)) : called(search.x, one.label));
  const partOf = (label: string) => called(search.split, label);
  const parts = [...new Set(bars.map(({ partLabel }) => partLabel))].slice(0, TONES.length);
  const values = [...new Set(bars.map(({ value }) => value))];
  const points = values.map((value) => {
    const of = bars.filter((one) => one.value === value);
    const counts = parts.map((part, n) => [
      `p${n}`,
      of.filter(({ partLabel }) => partLabel === part).reduce((sum, { leads }) => sum + leads.count, 0),
    ]);
    return { at: of[0] ? label(of[0]) : '', ...Object.fromEntries(counts) };
  });
  const columns: Column<Bar>[] = [
    { title: say(x), of: label },
    ...(split ? [{ title: say(split), of: (one: Bar) => partOf(one.partLabel), text: true }] : []),
    { title: t('reports.col.leads'), of: (one) => <Count of={one.leads} /> },
    { title: t('reports.sources.qualified'), of: (one) => figure(one.qualified) },
    { title: t('reports.leads.disqualified'), of: (one) => figure(one.disqualified) },
  ];
  return (
    <>
      <Picture
        title={t('reports.leads.picture')}
        as="stacked"
        lying={!overTime}
        by="at"
        points={points}
        series={parts.map((part, n) => ({
          name: `p${n}`,
          label: split ? partOf(part) : t('reports.col.leads'),
          color: TONES[n] ?? 'gray.5',
        }))}
      />
      <FigureTable
        caption={t('reports.name.lead-chart')}
        columns={columns}
        rows={bars}
        keyOf={({ value, part }) => `${value} ${part}`}
      />
    </>
  );
}

export default report<Answer>({
  name: 'lead-chart',
  usual: 'last 30 days',
  Choices,
  read: (question) => told(api.GET('/insight/lead-chart', asking(question))),
  Body,
});
