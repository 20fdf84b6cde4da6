import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { drawn, useCells, Was } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { useGroupName } from '../parted';
import styles from '../reports.module.css';

type Which = (typeof CHANGES)[number];
/** The document leaves open which changes are told: all of them are. */
type Change = Omit<Shown['PipelineChange'], 'changes'> & { changes: Record<Which, Shown['WorthOut']> };
interface Answer {
  asOf: string;
  items: Change[];
  comparedItems: Change[] | null;
}

const CHANGES = [
  ...(['begin', 'came in', 'moved in', 'grew', 'shrank', 'won', 'lost', 'moved out', 'end', 'idle'] as const),
] as const;
/** What takes from the pipeline. */
const LESS: readonly Which[] = ['shrank', 'won', 'lost', 'moved out'];

function Body({ answer: { items, comparedItems }, search }: BodyProps<Answer>) {
  const { t } = useWords();
  const { money, moneyText } = useCells();
  const groupName = useGroupName(search.by);
  return items.map((one) => {
    const before = comparedItems?.find(({ group }) => group?.key === one.group?.key);
    const name = one.group ? groupName(one.group) : t('reports.name.pipeline-change');
    const columns: Column<Which>[] = [
      { title: t('reports.col.change'), of: (which) => t(`reports.change.${which}`) },
      {
        title: t('reports.col.deals'),
        of: (which) => (
          <>
            <Count of={one.changes[which]} />
            <Was>{before?.changes[which].count}</Was>
          </>
        ),
      },
      {
        title: t('reports.col.money'),
        of: (which) => (
          <>
            {LESS.includes(which) && one.changes[which].count > 0 && '− '}
            {money(one.changes[which].amount)}
            <Was>{before && moneyText(before.changes[which].amount)}</Was>
          </>
        ),
      },
    ];
    return (
      <div key={one.group?.key ?? ''} className={styles.answer}>
        {one.group && <h2>{name}</h2>}
        <Picture
          title={t('reports.change.picture')}
          as="bars"
          by="change"
          points={CHANGES.filter((which) => which !== 'idle').map((which) => ({
            change: t(`reports.change.${which}`),
            money: (LESS.includes(which) ? -1 : 1) * drawn(one.changes[which].amount),
          }))}
          series={[{ name: 'money', label: t('reports.col.money'), color: 'deal.6' }]}
        />
        <FigureTable caption={name} columns={columns} rows={CHANGES} keyOf={(which) => which} />
      </div>
    );
  });
}

export default report<Answer>({
  name: 'pipeline-change',
  usual: 'last 30 days',
  compares: true,
  by: ['owner', 'team', 'process', 'source', 'product', 'region', 'line'],
  read: (question) =>
    told(api.GET('/insight/pipeline-change', asking(question))) as Promise<unknown> as Promise<Answer>,
  Body,
});
