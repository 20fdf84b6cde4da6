import { api, type Shown, told } from '../../api/client';
import { Count, Worth } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { useCells, Was } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { useGroupName } from '../parted';

type Funnel = Shown['Funnel'];
type Stage = Shown['FunnelStage'];
interface Answer {
  asOf: string;
  items: Funnel[];
  comparedItems: Funnel[] | null;
}

const DAY_MS = 86_400_000;
/** More pictures than these nobody compares: tables of all of them stay. */
const MOST_PICTURES = 4;

function Body({ answer: { items, comparedItems }, search }: BodyProps<Answer>) {
  const { t } = useWords();
  const groupName = useGroupName(search.by);
  const shown = items.filter(({ started }) => started.count > 0);
  if (shown.length === 0)
    return <FigureTable caption={t('reports.name.funnel')} columns={[]} rows={[]} keyOf={() => ''} />;
  return shown.map((one, at) => (
    <OneFunnel
      key={`${one.process.key} ${one.group?.key ?? ''}`}
      funnel={one}
      group={one.group && groupName(one.group)}
      before={comparedItems?.find(
        ({ process, group }) => process.key === one.process.key && group?.key === one.group?.key,
      )}
      drawn={at < MOST_PICTURES}
    />
  ));
}

interface OneFunnelProps {
  funnel: Funnel;
  /** What its part is called. */
  group: string | null;
  before: Funnel | undefined;
  drawn: boolean;
}

function OneFunnel({ funnel, group, before, drawn }: OneFunnelProps) {
  const { t, say } = useWords();
  const { days, percent, money } = useCells();
  const { process, stages, started, open, won, lost, wonPct } = funnel;
  const name = [say(process.name), group].filter(Boolean).join(' · ');
  const held = heldAgainst(({ key }: Stage) => before?.stages.find((one) => one.key === key));
  const inDays = (ms: number | null) => days(ms === null ? null : ms / DAY_MS);
  const columns: Column<Stage>[] = [
    { title: t('reports.col.stage'), of: (one) => say(one.name) },
    held(
      t('reports.col.entered'),
      (one) => one.entered.count,
      (one) => <Worth of={one.entered} />,
    ),
    { title: t('reports.col.inNow'), of: (one) => <Worth of={one.inNow} /> },
    held(
      t('reports.col.further'),
      (one) => percent(ofHundred(one.further.ofEnteredPct)),
      (one) => (
        <>
          <Count of={one.further} /> {percent(ofHundred(one.further.ofEnteredPct))}
        </>
      ),
    ),
    {
      title: t('reports.col.won'),
      of: (one) => (
        <>
          <Count of={one.won} /> {percent(ofHundred(one.won.ofEnteredPct))}
        </>
      ),
    },
    held(
      t('reports.col.medianP90'),
      (one) => inDays(one.time.medianMs),
      (one) => `${inDays(one.time.medianMs)} / ${inDays(one.time.p90Ms)}`,
    ),
    {
      title: t('reports.col.leftTo'),
      text: true,
      of: (one) => (
        <ul>
          {one.left.map((to) => (
            <li key={to.to}>
              {say(to.name)}: <Count of={to} />
            </li>
          ))}
        </ul>
      ),
    },
  ];
  return (
    <>
      <h2>{name}</h2>
      <p>
        {t('reports.funnel.in')} <Count of={started} /> ({money(started.amount)}) · {t('reports.col.open')}{' '}
        <Count of={open} /> · {t('reports.col.won')} <Count of={won} /> ({money(won.amount)}) · {t('reports.col.lost')}{' '}
        <Count of={lost} /> · {t('reports.funnel.wonPct', { share: percent(ofHundred(wonPct)) })}
        <Was>{before && percent(ofHundred(before.wonPct))}</Was>
      </p>
      {drawn && (
        <Picture
          title={t('reports.funnel.picture')}
          as="bars"
          lying
          by="stage"
          points={stages.map((one) => ({
            stage: say(one.name),
            entered: one.entered.count,
            inNow: one.inNow.count,
            won: one.won.count,
          }))}
          series={[
            { name: 'entered', label: t('reports.col.entered'), color: 'deal.6' },
            { name: 'inNow', label: t('reports.col.inNow'), color: 'yellow.6' },
            { name: 'won', label: t('reports.col.won'), color: 'green.6' },
          ]}
        />
      )}
      <FigureTable caption={name} columns={columns} rows={stages} keyOf={({ key }) => key} />
      <p>{t('reports.funnel.open')}</p>
    </>
  );
}

const ofHundred = (pct: number | null): number | null => (pct === null ? null : pct / 100);

export default report<Answer>({
  name: 'funnel',
  usual: 'last 365 days',
  compares: true,
  by: ['owner', 'team', 'version', 'source', 'product', 'region', 'line'],
  read: (question) => told(api.GET('/insight/funnel', asking(question))),
  Body,
});
