import { api, type Shown, told } from '../../api/client';
import { Count, Worth } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { Caution, drawn, useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { Choice } from '../QuestionBar';
import type { ReportSearch } from '../search';

type Group = Shown['ForecastGroup'];
type Bucket = Shown['ForecastPeriod'];
interface Answer {
  asOf: string;
  groups: Group[];
  history: {
    say: { en: string; ru: string };
    learnedFrom: number;
    unknown: { count: number; amount: Shown['Money'] | null };
    all: Shown['ForecastByHistory'][];
  } | null;
}

/** Months or quarters, and how many of them. */
export function Buckets({ search }: { search: ReportSearch }) {
  const { t } = useWords();
  const pers = (['month', 'quarter'] as const).map((value) => ({ value, label: t(`reports.per.${value}`) }));
  const aheads = ['1', '2', '3', '4', '6', '12'].map((value) => ({ value, label: value }));
  return (
    <>
      <Choice name="per" label={t('reports.per.label')} options={pers} search={search} usual="month" />
      <Choice name="ahead" label={t('reports.ahead')} options={aheads} search={search} usual="3" />
    </>
  );
}

function Body({ answer: { groups, history } }: BodyProps<Answer>) {
  const { t, say } = useWords();
  const { moneyText, figure } = useCells();
  return (
    <>
      {groups.map((group) => (
        <OneGroup key={group.key} group={group} alone={groups.length === 1} />
      ))}
      {history && (
        <Caution>
          {`${say(history.say)} ${t('reports.forecast.learned', {
            learned: figure(history.learnedFrom),
            unknown: figure(history.unknown.count),
            money: moneyText(history.unknown.amount),
          })}`}
        </Caution>
      )}
    </>
  );
}

function OneGroup({ group, alone }: { group: Group; alone: boolean }) {
  const { t } = useWords();
  const { money, moneyText, day } = useCells();
  const name = group.label || t('narrow.none');
  const columns: Column<Bucket>[] = [
    { title: t('reports.col.begins'), of: (one) => day(one.startsOn) },
    { title: t('reports.col.won'), of: (one) => <Worth of={one.won} /> },
    { title: t('reports.col.expected'), of: (one) => <Worth of={one.open} /> },
    { title: t('reports.category.commit'), of: (one) => <Worth of={one.byCategory.commit} /> },
    { title: t('reports.category.best case'), of: (one) => <Worth of={one.byCategory['best case']} /> },
    { title: t('reports.category.pipeline'), of: (one) => <Worth of={one.byCategory.pipeline} /> },
    { title: t('reports.col.weighted'), of: (one) => money(one.weighted) },
    {
      title: t('reports.col.byHistory'),
      of: ({ byHistory }) =>
        byHistory
          ? t('reports.forecast.between', {
              amount: moneyText(byHistory.amount),
              low: moneyText(byHistory.low),
              high: moneyText(byHistory.high),
            })
          : money(null),
    },
    {
      title: t('reports.col.pushed'),
      of: ({ pushed }) => (
        <>
          <Count of={pushed} /> {pushed.times > 0 && t('reports.forecast.times', { count: pushed.times })}
        </>
      ),
    },
  ];
  const landings: Column<Bucket>[] = [
    { title: t('reports.col.begins'), of: (one) => day(one.startsOn) },
    { title: t('reports.category.commit'), of: (one) => money(one.landing.commit) },
    { title: t('reports.category.best case'), of: (one) => money(one.landing.bestCase) },
    { title: t('reports.col.weighted'), of: (one) => money(one.landing.weighted) },
    { title: t('reports.col.byHistory'), of: (one) => money(one.landing.byHistory) },
  ];
  return (
    <>
      {!alone && <h2>{name}</h2>}
      <Picture
        title={t('reports.forecast.picture')}
        as="bars"
        by="begins"
        points={group.periods.map((one) => ({
          begins: day(one.startsOn),
          commit: drawn(one.landing.commit),
          bestCase: drawn(one.landing.bestCase),
          weighted: drawn(one.landing.weighted),
          ...(one.landing.byHistory && { byHistory: drawn(one.landing.byHistory) }),
        }))}
        series={[
          { name: 'commit', label: t('reports.category.commit'), color: 'deal.6' },
          { name: 'bestCase', label: t('reports.category.best case'), color: 'blue.5' },
          { name: 'weighted', label: t('reports.col.weighted'), color: 'orange.6' },
          { name: 'byHistory', label: t('reports.col.byHistory'), color: 'grape.5' },
        ]}
      />
      <FigureTable
        caption={t('reports.forecast.landing')}
        columns={landings}
        rows={group.periods}
        keyOf={({ startsOn }) => startsOn}
      />
      <FigureTable
        caption={t('reports.forecast.made')}
        columns={columns}
        rows={group.periods}
        keyOf={({ startsOn }) => startsOn}
      />
      <p>
        {t('reports.forecast.past')} <Count of={group.past} /> ({money(group.past.amount)}) ·{' '}
        {t('reports.forecast.undated')} <Count of={group.undated} /> ({money(group.undated.amount)})
      </p>
    </>
  );
}

export default report<Answer>({
  name: 'forecast',
  usual: null,
  by: ['owner', 'team', 'process', 'stage', 'source', 'product', 'region', 'line'],
  Choices: Buckets,
  read: (question) => told(api.GET('/insight/forecast', asking(question))),
  Body,
});
