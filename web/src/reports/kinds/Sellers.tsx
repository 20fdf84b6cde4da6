import { api, type Shown, told } from '../../api/client';
import { Count, Worth } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { Caution, useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { sameIn, useGroupName, WAYS_BY } from '../parted';

type Seller = Shown['SellerFigures'];
interface Answer {
  asOf: string;
  items: Seller[];
  comparedItems: Seller[] | null;
}

const keyOf = ({ key }: Seller) => key;

function Body({ answer: { items, comparedItems }, search }: BodyProps<Answer>) {
  const { t, say } = useWords();
  const { days, figure, money, moneyText, percent, between, seconds } = useCells();
  const groupName = useGroupName(search.by);
  const name = (one: Seller) => groupName({ key: one.key, name: one.label });
  const caution = items.find((one) => one.caution)?.caution;
  const held = heldAgainst((one: Seller) => sameIn(comparedItems ?? undefined, one, keyOf));
  const worth = (which: 'won' | 'lost') => (one: Seller) =>
    [figure(one[which].count), one[which].count > 0 && moneyText(one[which].amount)].filter(Boolean).join(' · ');
  const columns: Column<Seller>[] = [
    { title: t(`narrow.by.${(search.by ?? 'owner') as 'owner'}`), of: name },
    held(t('reports.col.won'), worth('won'), (one) => <Worth of={one.won} />),
    held(t('reports.col.lost'), worth('lost'), (one) => <Worth of={one.lost} />),
    held(
      t('reports.col.conversion'),
      (one) => percent(one.conversion?.share),
      (one) => (
        <>
          {between(one.conversion)}
          {one.caution && ` · ${t('reports.tooFew')}`}
        </>
      ),
    ),
    held(
      t('reports.col.averageWon'),
      (one) => moneyText(one.averageWon),
      (one) => money(one.averageWon),
    ),
    held(t('reports.col.daysToWin'), (one) => `${days(one.daysToWin.median)} / ${days(one.daysToWin.p90)}`),
    held(
      t('reports.col.leads'),
      (one) => figure(one.leads?.came.count),
      (one) => (one.leads ? <Count of={one.leads.came} /> : '–'),
    ),
    held(
      t('reports.col.answered'),
      (one) => figure(one.leads?.answered.count),
      (one) => (one.leads ? <Count of={one.leads.answered} /> : '–'),
    ),
    held(t('reports.col.firstAnswer'), (one) => seconds(one.leads?.secondsToAnswer.median)),
  ];
  return (
    <>
      <Picture
        title={t('reports.sellers.picture')}
        as="stacked"
        lying
        by="who"
        points={items.map((one) => ({
          who: name(one),
          won: one.won.count,
          lost: one.lost.count,
        }))}
        series={[
          { name: 'won', label: t('reports.col.won'), color: 'green.6' },
          { name: 'lost', label: t('reports.col.lost'), color: 'red.6' },
        ]}
      />
      {caution && <Caution>{say(caution)}</Caution>}
      <FigureTable caption={t('reports.name.sellers')} columns={columns} rows={items} keyOf={keyOf} />
    </>
  );
}

export default report<Answer>({
  name: 'sellers',
  usual: 'last 30 days',
  compares: true,
  by: WAYS_BY,
  usualBy: 'owner',
  read: (question) => told(api.GET('/insight/sellers', asking(question))),
  Body,
});
