import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture, type Tone } from '../../parts/Picture';
import { useWords } from '../../words';
import { useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { Choice } from '../QuestionBar';
import styles from '../reports.module.css';
import type { ReportSearch } from '../search';

type One = Shown['Interest'];
interface Answer {
  asOf: string;
  items: One[];
}

const TONES: readonly Tone[] = ['deal.6', 'orange.6', 'grape.5', 'green.6', 'blue.5', 'yellow.6'];

/** How wide the bars over time are. */
export function Width({ search }: { search: ReportSearch }) {
  const { t } = useWords();
  const widths = (['day', 'week', 'month', 'quarter'] as const).map((value) => ({
    value,
    label: t(`reports.width.${value}`),
  }));
  return <Choice name="width" label={t('reports.width.label')} options={widths} search={search} usual="week" />;
}

function Body({ answer: { items } }: BodyProps<Answer>) {
  const { t } = useWords();
  const { figure, day } = useCells();
  const name = ({ product }: One) => product?.name ?? t('narrow.none');
  const drawnOnes = items.slice(0, TONES.length);
  const starts = [...new Set(items.flatMap(({ bars }) => bars.map(({ startsAt }) => startsAt)))].sort();
  const points = starts.map((at) => ({
    at: day(at.slice(0, 10)),
    ...Object.fromEntries(
      drawnOnes.map((one, n) => [`p${n}`, one.bars.find(({ startsAt }) => startsAt === at)?.touches ?? 0]),
    ),
  }));
  const columns: Column<One>[] = [
    { title: t('narrow.by.product'), of: name },
    { title: t('reports.sources.touches'), of: ({ total }) => <Count of={total.touches} /> },
    { title: t('reports.interest.responses'), of: ({ total }) => figure(total.responses) },
    { title: t('reports.col.leads'), of: ({ total }) => <Count of={total.leads} /> },
    { title: t('reports.interest.sales'), of: ({ total }) => <Count of={total.sales} /> },
    {
      title: t('reports.interest.bars'),
      text: true,
      of: ({ bars }) => (
        <ul className={styles.inRow}>
          {bars.map(({ startsAt, touches, opens }) => (
            <li key={startsAt}>
              {day(startsAt.slice(0, 10))}: <Count of={{ count: touches, opens: opens.touches }} />
            </li>
          ))}
        </ul>
      ),
    },
  ];
  return (
    <>
      <Picture
        title={t('reports.interest.picture')}
        as="stacked"
        by="at"
        points={points}
        series={drawnOnes.map((one, n) => ({ name: `p${n}`, label: name(one), color: TONES[n] ?? 'gray.5' }))}
      />
      <FigureTable
        caption={t('reports.name.interest')}
        columns={columns}
        rows={items}
        keyOf={({ product }) => product?.id ?? ''}
      />
    </>
  );
}

export default report<Answer>({
  name: 'interest',
  usual: 'last 30 days',
  narrows: ['owner', 'team', 'source', 'product', 'region', 'line'],
  Choices: Width,
  read: (question) => told(api.GET('/insight/interest', asking(question))),
  Body,
});
