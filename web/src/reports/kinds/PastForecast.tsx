import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { State } from '../../parts/State';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { drawn, useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { Choice } from '../QuestionBar';
import styles from '../reports.module.css';
import type { Question, ReportSearch } from '../search';

type Sale = Shown['SaleOfForecast'];
type Amount = Shown['Money'] | null;
const CAME = ['won', 'won late', 'lost', 'put off', 'open'] as const;
type Came = (typeof CAME)[number];
/** Before the first day of which one was kept. */
interface None {
  asOf: string;
  day: null;
}
interface Kept {
  asOf: string;
  day: string;
  expected: Shown['WorthOut'] & { weighted: Amount };
  came: Record<Came, Shown['CountOut'] & { amountThen: Amount; amountNow: Amount }>;
  surprise: Shown['WorthOut'];
  won: Shown['WorthOut'];
  sales: Sale[];
}

const daysQuery = {
  queryKey: ['forecast-days'],
  queryFn: () => told(api.GET('/insight/forecast/days')),
};

function Choices({ search }: { search: ReportSearch }) {
  const { t } = useWords();
  const { day } = useFormat();
  const days = useQuery(daysQuery).data?.items ?? [];
  const pers = (['month', 'quarter'] as const).map((value) => ({ value, label: t(`reports.per.${value}`) }));
  return (
    <>
      <Choice
        name="day"
        label={t('reports.past.day')}
        options={days.map((one) => ({ value: one.day, label: day(one.day) }))}
        search={search}
        {...(days[0] && { usual: days.at(-1)?.day ?? days[0].day })}
      />
      <Choice name="per" label={t('reports.per.label')} options={pers} search={search} usual="month" />
    </>
  );
}

type Answer = Kept | None;

/** The forecast of the day that is asked for; the oldest that was kept, unless one is. */
async function read(question: Question): Promise<Answer> {
  const { items } = await told(api.GET('/insight/forecast/days'));
  const day = question.day ?? items.at(-1)?.day;
  if (day === undefined) return { asOf: new Date().toISOString(), day: null };
  return told(api.GET('/insight/past-forecast', asking({ ...question, day })));
}

function Body({ answer }: BodyProps<Answer>) {
  const { t } = useWords();
  if (answer.day !== null) return <Held answer={answer} />;
  return <State title={t('reports.past.none')}>{t('reports.past.when')}</State>;
}

/** A forecast against what came. */
function Held({ answer }: { answer: Kept }) {
  const { t } = useWords();
  const { money, day } = useCells();
  const { expected, came, surprise, won, sales } = answer;
  const tiles = [
    [t('reports.past.expected'), expected],
    [t('reports.past.wonAll'), won],
    [t('reports.past.surprise'), surprise],
  ] as const;
  const columns: Column<Came>[] = [
    { title: t('reports.past.came'), of: (one) => t(`reports.past.as.${one}`) },
    { title: t('reports.col.deals'), of: (one) => <Count of={came[one]} /> },
    { title: t('reports.past.then'), of: (one) => money(came[one].amountThen) },
    { title: t('reports.past.now'), of: (one) => money(came[one].amountNow) },
  ];
  const ofSales: Column<Sale>[] = [
    {
      title: t('reports.col.deal'),
      of: (one) => (
        <Link to="/sales/$id" params={{ id: one.id }}>
          {one.title}
        </Link>
      ),
    },
    { title: t('reports.col.owner'), of: (one) => one.owner, text: true },
    { title: t('reports.past.came'), of: (one) => t(`reports.past.as.${one.came}`), text: true },
    { title: t('reports.past.category'), of: (one) => t(`reports.category.${one.category}`), text: true },
    { title: t('reports.past.then'), of: (one) => money(one.amountThen) },
    { title: t('reports.past.now'), of: (one) => money(one.amountNow) },
    { title: t('reports.past.expectedOn'), of: (one) => day(one.expectedOn) },
    { title: t('reports.past.expectedNow'), of: (one) => (one.expectedNow ? day(one.expectedNow) : '–') },
  ];
  return (
    <>
      <p>{t('reports.past.kept', { day: day(answer.day) })}</p>
      <dl className={styles.tiles}>
        {tiles.map(([label, of]) => (
          <div key={label} className={styles.tile}>
            <dt>{label}</dt>
            <dd>
              <Count of={of} /> · {money(of.amount)}
            </dd>
          </div>
        ))}
      </dl>
      <Picture
        title={t('reports.past.picture')}
        as="bars"
        by="came"
        points={CAME.map((one) => ({ came: t(`reports.past.as.${one}`), money: drawn(came[one].amountThen) }))}
        series={[{ name: 'money', label: t('reports.past.then'), color: 'deal.6' }]}
      />
      <FigureTable caption={t('reports.past.picture')} columns={columns} rows={CAME} keyOf={(one) => one} />
      <FigureTable caption={t('reports.past.sales')} columns={ofSales} rows={sales} keyOf={({ id }) => id} />
    </>
  );
}

export default report<Answer>({ name: 'past-forecast', usual: null, Choices, read, Body });
