import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { type Both, useWords } from '../../words';
import { Caution, useCells, Was } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { type OneProps, Parted, type PartedAnswer, sameIn, WAYS_BY } from '../parted';
import { useProcessNames } from '../process-names';
import { Population } from './Variants';

type Behaviour = Shown['Behaviour'];
interface Ways {
  deals: Shown['CountOut'];
  items: Behaviour[];
  strays: { version: string; deals: number }[];
}
type Answer = PartedAnswer<Ways> & { caution: Both };

const keyOf = ({ process, stage, did }: Behaviour) => `${process} ${stage.key} ${did}`;

function Body({ answer, search }: BodyProps<Answer>) {
  const { t, say } = useWords();
  const { percent } = useCells();
  const process = useProcessNames();
  const glance = {
    title: t('reports.conformance.shares'),
    rows: ({ items }: Ways) => items,
    keyOf,
    name: (one: Behaviour) => `${say(one.words)}: ${say(one.stage.name)} · ${process(one.process)}`,
    figure: (one: Behaviour) => percent(one.of > 0 ? one.deals.count / one.of : null),
  };
  return (
    <>
      <Caution>{say(answer.caution)}</Caution>
      <Parted answer={answer} search={search} One={OfWays} glance={glance} />
    </>
  );
}

function OfWays({ of: { deals, items, strays }, before }: OneProps<Ways>) {
  const { t, say } = useWords();
  const { between, percent, figure } = useCells();
  const process = useProcessNames();
  const held = heldAgainst((one: Behaviour) => sameIn(before?.items, one, keyOf));
  const columns: Column<Behaviour>[] = [
    { title: t('reports.col.stage'), of: (one) => `${say(one.stage.name)} · ${process(one.process)}` },
    { title: t('reports.conformance.did'), of: (one) => say(one.words), text: true },
    held(
      t('reports.col.deals'),
      (one) => `${figure(one.deals.count)} / ${figure(one.of)}`,
      (one) => (
        <>
          <Count of={one.deals} /> / {figure(one.of)}
        </>
      ),
    ),
    { title: t('reports.conformance.verdict'), of: (one) => t(`reports.conformance.as.${one.verdict}`), text: true },
    held(t('reports.conformance.with'), (one) => between(one.wonWith)),
    { title: t('reports.conformance.without'), of: (one) => between(one.wonWithout) },
    {
      title: t('reports.conformance.difference'),
      of: ({ difference }) =>
        difference
          ? t('reports.between', {
              share: percent(difference.difference),
              low: percent(difference.low),
              high: percent(difference.high),
            })
          : '–',
    },
  ];
  return (
    <>
      <p>
        {t('reports.conformance.deals')} <Count of={deals} />
        <Was>{before?.deals.count}</Was>
        {strays.length > 0 && ` · ${t('reports.conformance.strays', { count: strays.length })}`}
      </p>
      <FigureTable caption={t('reports.name.conformance')} columns={columns} rows={items} keyOf={keyOf} />
    </>
  );
}

export default report<Answer>({
  name: 'conformance',
  usual: 'last 30 days',
  kinds: true,
  compares: true,
  by: WAYS_BY,
  Choices: Population,
  read: (question) => told(api.GET('/insight/conformance', asking(question))),
  Body,
});
