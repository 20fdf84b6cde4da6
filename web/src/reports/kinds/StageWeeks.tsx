import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { type OneProps, Parted, type PartedAnswer, WAYS_BY } from '../parted';
import { useProcessNames } from '../process-names';
import styles from '../reports.module.css';

type Week = Shown['StageWeek'];
interface Weeks {
  items: Week[];
}
type Answer = PartedAnswer<Weeks>;

const Body = ({ answer, search }: BodyProps<Answer>) => <Parted answer={answer} search={search} One={OfWeeks} />;

const WEEK_MS = 7 * 86_400_000;

/** The Monday of the week in which a period begins, at its place. */
function firstMonday({ from, zone }: { from: string; zone: string }): number {
  const day = Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(from)));
  return day - ((new Date(day).getUTCDay() + 6) % 7) * 86_400_000;
}

interface OneWeek {
  key: string;
  entered: number;
  left: number;
  /** None of a week in which nothing happened. */
  opens: Week['opens'] | undefined;
  was: { entered: number; left: number } | undefined;
}

const NOTHING = { entered: 0, left: 0, opens: undefined };

/** A stage's weeks without holes: a week in which nothing happened is one too. The nth is held against the nth of the period before. */
function weeksOf(
  weeks: readonly Week[],
  begun: number,
  then: { weeks: readonly Week[]; begun: number } | null,
): OneWeek[] {
  const nth = ({ week }: Week, first: number) => Math.round((Date.parse(week) - first) / WEEK_MS);
  const at = new Map(weeks.map((one) => [nth(one, begun), one]));
  const before = new Map(then?.weeks.map((one) => [nth(one, then.begun), one]));
  const all = [...at.keys(), ...before.keys()];
  const first = Math.min(...all);
  return Array.from({ length: Math.max(...all) - first + 1 }, (_, on): OneWeek => {
    const key = new Date(begun + (first + on) * WEEK_MS).toISOString().slice(0, 10);
    const { entered, left, opens } = at.get(first + on) ?? NOTHING;
    return { key, entered, left, opens, was: then ? (before.get(first + on) ?? NOTHING) : undefined };
  });
}

const ofStage = (items: readonly Week[], { process, stage }: Week) =>
  items.filter((one) => one.process === process && one.stage.key === stage.key);

function OfWeeks({ of: { items }, before, name: part, head }: OneProps<Weeks>) {
  const { t, say } = useWords();
  const { day, figure } = useCells();
  const process = useProcessNames();
  const Heading = part === null ? 'h2' : 'h3';
  const firsts = items.filter(
    (one, at) => items.findIndex((of) => of.process === one.process && of.stage.key === one.stage.key) === at,
  );
  if (items.length === 0 || !head.period)
    return <FigureTable caption={t('reports.name.stage-weeks')} columns={[]} rows={[]} keyOf={() => ''} />;
  const begun = firstMonday(head.period);
  const compared = head.compared && { zone: head.period.zone, ...head.compared };
  const held = heldAgainst((one: OneWeek) => one.was);
  const behind = (of: keyof Week['opens']) => (one: OneWeek) => (
    <Count of={{ count: one[of], opens: one.opens?.[of] ?? '' }} />
  );
  const columns: Column<OneWeek>[] = [
    { title: t('reports.col.week'), of: (one) => day(one.key) },
    held(t('reports.col.in'), (one) => figure(one.entered), behind('entered')),
    held(t('reports.col.out'), (one) => figure(one.left), behind('left')),
  ];
  return firsts.map((first) => {
    const name = `${say(first.stage.name)} · ${process(first.process)}`;
    const then = before && compared ? { weeks: ofStage(before.items, first), begun: firstMonday(compared) } : null;
    const weeks = weeksOf(ofStage(items, first), begun, then);
    return (
      <div key={`${first.process} ${first.stage.key}`} className={styles.answer}>
        <Heading>{name}</Heading>
        <Picture
          title={name}
          as="bars"
          by="week"
          points={weeks.map((one) => ({ week: day(one.key), in: one.entered, out: one.left }))}
          series={[
            { name: 'in', label: t('reports.col.in'), color: 'deal.6' },
            { name: 'out', label: t('reports.col.out'), color: 'green.6' },
          ]}
        />
        <FigureTable caption={name} columns={columns} rows={weeks} keyOf={({ key }) => key} />
      </div>
    );
  });
}

export default report<Answer>({
  name: 'stage-weeks',
  usual: 'last 30 days',
  kinds: true,
  compares: true,
  by: WAYS_BY,
  read: (question) => told(api.GET('/insight/stage-weeks', asking(question))),
  Body,
});
