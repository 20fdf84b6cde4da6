import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { useCells, Was } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { type OneProps, Parted, type PartedAnswer, sameIn, WAYS_BY } from '../parted';
import { Choice } from '../QuestionBar';
import styles from '../reports.module.css';
import type { ReportSearch } from '../search';

type Variant = Shown['Variant'];
interface Paths {
  deals: Shown['CountOut'];
  variants: number;
  items: Variant[];
  others: { variants: number; deals: number };
}
type Answer = PartedAnswer<Paths>;

const keyOf = ({ process, path }: Variant) => `${process} ${path.map(({ key }) => key).join()}`;

/** Of which deals: those that ended in the period, or those that began in it. */
export function Population({ search }: { search: ReportSearch }) {
  const { t } = useWords();
  const options = (['closed', 'began'] as const).map((value) => ({ value, label: t(`reports.population.${value}`) }));
  return <Choice name="of" label={t('reports.population.label')} options={options} search={search} usual="closed" />;
}

const MOST_BARS = 10;

function Body({ answer, search }: BodyProps<Answer>) {
  const { t, say } = useWords();
  const { percent } = useCells();
  const glance = {
    title: t('reports.variants.shares'),
    rows: ({ items }: Paths) => items.slice(0, MOST_BARS),
    keyOf,
    name: (one: Variant) => one.path.map(({ name }) => say(name)).join(' → '),
    figure: (one: Variant) => percent(one.share),
  };
  return <Parted answer={answer} search={search} One={OfPaths} glance={glance} />;
}

function OfPaths({ of: { deals, variants, items, others }, before }: OneProps<Paths>) {
  const { t, say } = useWords();
  const { between, percent, days, money, figure } = useCells();
  const held = heldAgainst((one: Variant) => sameIn(before?.items, one, keyOf));
  const wonShare = (share: Variant['wonShare']) =>
    share ? (share.enough ? between(share) : t('reports.tooFew')) : '–';
  const columns: Column<Variant>[] = [
    {
      title: t('reports.variants.path'),
      of: (one) => <span className={styles.path}>{one.path.map(({ name }) => say(name)).join(' → ')}</span>,
    },
    held(
      t('reports.col.deals'),
      (one) => one.deals.count,
      (one) => <Count of={one.deals} />,
    ),
    held(t('reports.col.share'), (one) => percent(one.share)),
    { title: t('reports.col.won'), of: (one) => <Count of={one.won} /> },
    { title: t('reports.col.lost'), of: (one) => <Count of={one.lost} /> },
    held(t('reports.variants.wonShare'), (one) => wonShare(one.wonShare)),
    held(t('reports.variants.days'), (one) => `${days(one.days.median)} / ${days(one.days.p90)}`),
    { title: t('reports.col.money'), of: (one) => money(one.amount) },
  ];
  return (
    <>
      <p>
        {t('reports.variants.all', { count: variants })} <Count of={deals} />
        <Was>{before && t('reports.variants.were', { variants: before.variants, deals: before.deals.count })}</Was>
      </p>
      <Picture
        title={t('reports.variants.picture')}
        as="stacked"
        lying
        by="path"
        points={items.slice(0, MOST_BARS).map((one, at) => ({
          path: `${at + 1}. ${one.path.map(({ name }) => say(name)).join(' → ')}`,
          won: one.won.count,
          lost: one.lost.count,
          other: one.deals.count - one.won.count - one.lost.count,
        }))}
        series={[
          { name: 'won', label: t('reports.col.won'), color: 'green.6' },
          { name: 'lost', label: t('reports.col.lost'), color: 'red.6' },
          { name: 'other', label: t('reports.col.other'), color: 'gray.5' },
        ]}
      />
      <FigureTable caption={t('reports.name.variants')} columns={columns} rows={items} keyOf={keyOf} />
      {others.variants > 0 && (
        <p>{t('reports.variants.others', { variants: figure(others.variants), deals: figure(others.deals) })}</p>
      )}
    </>
  );
}

export default report<Answer>({
  name: 'variants',
  usual: 'last 30 days',
  kinds: true,
  compares: true,
  by: WAYS_BY,
  Choices: Population,
  read: (question) => told(api.GET('/insight/variants', asking(question))),
  Body,
});
