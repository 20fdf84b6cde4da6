import { api, type Shown, told } from '../../api/client';
import { Count, Worth } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { drawn, useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import styles from '../reports.module.css';
import { Buckets } from './Forecast';

type One = Shown['Attainment'];
interface Answer {
  asOf: string;
  items: One[];
}

function Body({ answer: { items } }: BodyProps<Answer>) {
  const { t, say } = useWords();
  const { money, moneyText, percent, day } = useCells();
  const whose = ({ quota }: One) => quota.person?.name ?? (quota.team ? say(quota.team.name) : '');
  const behind = (sum: One['commit'], opens: string) => (
    <Count of={{ count: Number(sum?.amount ?? 0), opens }}>{moneyText(sum)}</Count>
  );
  const columns: Column<One>[] = [
    { title: t('reports.col.whose'), of: whose },
    { title: t('reports.col.begins'), of: ({ quota }) => day(quota.startsOn), text: true },
    { title: t('reports.col.quota'), of: ({ quota }) => money(quota.amount) },
    { title: t('reports.col.won'), of: ({ won }) => <Worth of={won} /> },
    { title: t('reports.col.attained'), of: ({ attained }) => percent(attained) },
    { title: t('reports.col.missing'), of: ({ missing }) => money(missing) },
    { title: t('reports.category.commit'), of: ({ commit, opens }) => behind(commit, opens.commit) },
    { title: t('reports.col.weighted'), of: ({ weighted, opens }) => behind(weighted, opens.weighted) },
  ];
  if (items.length === 0) return <p className={styles.none}>{t('reports.attainment.none')}</p>;
  return (
    <>
      <Picture
        title={t('reports.attainment.picture')}
        as="bars"
        lying
        by="whose"
        points={items.map((one) => ({
          whose: `${whose(one)}, ${day(one.quota.startsOn)}`,
          won: drawn(one.won.amount),
          quota: drawn(one.quota.amount),
        }))}
        series={[
          { name: 'won', label: t('reports.col.won'), color: 'green.6' },
          { name: 'quota', label: t('reports.col.quota'), color: 'gray.5' },
        ]}
      />
      <FigureTable
        caption={t('reports.name.attainment')}
        columns={columns}
        rows={items}
        keyOf={({ quota }) => quota.id}
      />
    </>
  );
}

export default report<Answer>({
  name: 'attainment',
  usual: null,
  by: ['owner', 'team'],
  narrows: ['owner', 'team'],
  Choices: Buckets,
  read: (question) => told(api.GET('/insight/attainment', asking(question))),
  Body,
});
