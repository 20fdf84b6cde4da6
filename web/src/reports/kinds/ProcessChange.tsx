import { useQuery } from '@tanstack/react-query';
import { api, type Shown, told } from '../../api/client';
import { processesQuery } from '../../api/company';
import { queryClient } from '../../api/query';
import { Count } from '../../behind/Count';
import { useWords } from '../../words';
import { Caution, useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { useGroupName } from '../parted';
import { useProcessNames } from '../process-names';
import { Choice } from '../QuestionBar';
import type { Question, ReportSearch } from '../search';

type Compared = Shown['BeforeAndAfter'];
interface Answer {
  asOf: string;
  change: { process: string; version: number; at: string };
  all: Compared;
  groups: Compared[];
}

/** A first version changed nothing: processes that have had others come first. */
const changedMost = <P extends { version: number }>(processes: readonly P[]): P[] =>
  [...processes].sort((a, b) => b.version - a.version);

function Choices({ search }: { search: ReportSearch }) {
  const { t, say } = useWords();
  const processes = changedMost(useQuery(processesQuery).data ?? []);
  const versions = processes.flatMap(({ key, name, version, kind }) =>
    kind === 'sale'
      ? Array.from({ length: version }, (_, at) => ({
          value: `${key}@${version - at}`,
          label: t('reports.processChange.version', { process: say(name), version: version - at }),
        }))
      : [],
  );
  const spans = ['30', '90', '180', '365'].map((value) => ({ value, label: t('time.days', { count: Number(value) }) }));
  return (
    <>
      <Choice
        name="change"
        label={t('reports.processChange.change')}
        options={versions}
        search={search}
        {...(versions[0] && { usual: versions[0].value })}
      />
      <Choice name="days" label={t('reports.processChange.days')} options={spans} search={search} usual="90" />
    </>
  );
}

/** Of the version in force, unless another is asked for. */
async function read(question: Question): Promise<Answer> {
  if (question.change !== undefined) return told(api.GET('/insight/process-change', asking(question)));
  const processes = await queryClient.fetchQuery(processesQuery);
  const first = changedMost(processes).find(({ kind }) => kind === 'sale');
  return told(
    api.GET('/insight/process-change', asking({ ...question, change: first ? `${first.key}@${first.version}` : '' })),
  );
}

function Body({ answer: { all, groups, change }, search }: BodyProps<Answer>) {
  const { t, say } = useWords();
  const { days, percent, day } = useCells();
  const name = useGroupName(search.by);
  const process = useProcessNames();
  const beside = (one: Compared['conversion'], of: (value: number) => string) =>
    one ? t('reports.between', { share: of(one.difference), low: of(one.low), high: of(one.high) }) : '–';
  const columns: Column<Compared>[] = [
    {
      title: t(`narrow.by.${(search.by ?? 'owner') as 'owner'}`),
      of: (one) => (one === all ? t('reports.processChange.all') : name({ key: one.key, name: one.label })),
    },
    { title: t('reports.processChange.beganBefore'), of: (one) => <Count of={one.before.began} /> },
    { title: t('reports.processChange.beganAfter'), of: (one) => <Count of={one.after.began} /> },
    { title: t('reports.processChange.wonBefore'), of: (one) => <Count of={one.before.won} /> },
    { title: t('reports.processChange.wonAfter'), of: (one) => <Count of={one.after.won} /> },
    {
      title: t('reports.col.conversion'),
      of: (one) => `${percent(one.before.conversion?.share)} → ${percent(one.after.conversion?.share)}`,
    },
    { title: t('reports.conformance.difference'), of: (one) => beside(one.conversion, percent) },
    {
      title: t('reports.col.medianDays'),
      of: (one) => `${days(one.before.medianDays)} → ${days(one.after.medianDays)}`,
    },
    { title: t('reports.processChange.daysDifference'), of: (one) => beside(one.days, days) },
  ];
  return (
    <>
      <p>
        {t('reports.processChange.at', {
          process: process(change.process),
          version: change.version,
          day: day(change.at),
        })}
      </p>
      <Caution>{[...new Set([say(all.say.conversion), say(all.say.days)])].join(' ')}</Caution>
      <FigureTable
        caption={t('reports.name.process-change')}
        columns={columns}
        rows={[all, ...groups]}
        keyOf={(one) => (one === all ? 'all' : `of ${one.key}`)}
      />
    </>
  );
}

const GROUPED = ['owner', 'team', 'source', 'product', 'region', 'line'] as const;

export default report<Answer>({
  name: 'process-change',
  usual: null,
  by: GROUPED,
  usualBy: 'owner',
  narrows: GROUPED,
  Choices,
  read,
  Body,
});
