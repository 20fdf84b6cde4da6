import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { drawn, useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { addressOf, spanOf } from '../items-address';
import { type OneProps, Parted, type PartedAnswer, sameIn, WAYS_BY } from '../parted';
import { Choice } from '../QuestionBar';
import type { ReportSearch } from '../search';

type Figures = Shown['SourceFigures'];
interface Brought {
  items: Figures[];
}
type Answer = PartedAnswer<Brought>;

const keyOf = ({ source }: Figures) => source?.id ?? '';

const MODELS = ['linear', 'first', 'last', 'position'] as const;
const MOST_BARS = 12;

function Choices({ search }: { search: ReportSearch }) {
  const { t } = useWords();
  const models = MODELS.map((value) => ({ value, label: t(`reports.model.${value}`) }));
  return <Choice name="model" label={t('reports.model.label')} options={models} search={search} usual="linear" />;
}

function useSourceName(): (one: Figures) => string {
  const { t, say } = useWords();
  return ({ source }) => (source ? say(source.name) : t('reports.sources.none'));
}

function Body({ answer, search }: BodyProps<Answer>) {
  const { t } = useWords();
  const { money } = useCells();
  const glance = {
    title: t('reports.sources.wonMoney'),
    rows: ({ items }: Brought) => items,
    ...{ keyOf, name: useSourceName(), figure: (one: Figures) => money(one.won) },
  };
  return (
    <>
      <p>{t(`reports.model.why.${(search.model ?? 'linear') as 'linear'}`)}</p>
      <Parted answer={answer} search={search} One={OfSources} glance={glance} />
    </>
  );
}

function OfSources({ of: { items }, before, head, narrowed, model }: OneProps<Brought>) {
  const { t, say } = useWords();
  const { figure, money, moneyText, percent } = useCells();
  const name = useSourceName();
  const span = spanOf(head);
  const opened = ({ source }: Figures, kind: 'sale' | 'lead', count: number) => {
    const shown = figure(Math.round(count * 100) / 100);
    const query = addressOf({ kind, ...(model !== undefined && { model }), ...span, ...narrowed });
    return source ? (
      <Count of={{ count, opens: `/insight/sources/${source.id}/results?${query}` }}>{shown}</Count>
    ) : (
      shown
    );
  };
  const touches = ({ source, touches: count }: Figures) =>
    // What of them leads have, the list of touches does not tell apart.
    source && Object.keys(narrowed).length === 0 ? (
      <Count of={{ count, opens: `/touches?${addressOf({ source: source.id, ...span })}` }} />
    ) : (
      figure(count)
    );
  const held = heldAgainst((one: Figures) => sameIn(before?.items, one, keyOf));
  const columns: Column<Figures>[] = [
    { title: t('narrow.by.source'), of: name },
    held(t('reports.sources.touches'), (one) => figure(one.touches), touches),
    held(
      t('reports.sources.leads'),
      (one) => figure(one.leads),
      ({ leads: count, opens }) => (opens ? <Count of={{ count, opens: opens.leads }} /> : figure(count)),
    ),
    held(
      t('reports.sources.qualified'),
      (one) => figure(one.conversions),
      (one) => opened(one, 'lead', one.conversions),
    ),
    held(
      t('reports.col.won'),
      (one) => figure(one.sales),
      (one) => opened(one, 'sale', one.sales),
    ),
    held(
      t('reports.sources.wonMoney'),
      (one) => moneyText(one.won),
      (one) => money(one.won),
    ),
    { title: t('reports.sources.cost'), of: (one) => money(one.cost) },
    held(
      t('reports.sources.costPerSale'),
      (one) => moneyText(one.costPerSale),
      (one) => money(one.costPerSale),
    ),
    held(
      t('reports.sources.return'),
      (one) => percent(one.return),
      (one) => (one.notComputable ? say(one.notComputable.say) : percent(one.return)),
    ),
  ];
  return (
    <>
      <Picture
        title={t('reports.sources.picture')}
        as="bars"
        lying
        by="source"
        points={items
          .slice(0, MOST_BARS)
          .map((one) => ({ source: name(one), won: drawn(one.won), cost: drawn(one.cost) }))}
        series={[
          { name: 'won', label: t('reports.sources.wonMoney'), color: 'green.6' },
          { name: 'cost', label: t('reports.sources.cost'), color: 'orange.6' },
        ]}
      />
      <FigureTable caption={t('reports.name.sources')} columns={columns} rows={items} keyOf={keyOf} />
    </>
  );
}

export default report<Answer>({
  name: 'sources',
  usual: 'all time',
  compares: true,
  by: WAYS_BY,
  Choices,
  read: (question) => told(api.GET('/insight/sources', asking(question))),
  Body,
});
