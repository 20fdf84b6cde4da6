import { useQuery } from '@tanstack/react-query';
import { api, type Shown, told } from '../../api/client';
import { Worth } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { type Both, useWords } from '../../words';
import { drawn, useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { Choice } from '../QuestionBar';
import type { ReportSearch } from '../search';

type Group = Shown['ClientGroup'];
interface Answer {
  asOf: string;
  attribute: { key: string; name: Both };
  items: Group[];
  more: boolean;
}

const attributesQuery = {
  queryKey: ['client-attributes'],
  queryFn: () => told(api.GET('/insight/clients/attributes')),
};
const MOST_BARS = 12;

function Choices({ search }: { search: ReportSearch }) {
  const { t, say } = useWords();
  const found = useQuery(attributesQuery).data?.items ?? [];
  const options = found.map(({ key, name }) => ({ value: key, label: say(name) }));
  return (
    <Choice name="attribute" label={t('reports.clients.attribute')} options={options} search={search} usual="account" />
  );
}

function Body({ answer: { items, attribute, more } }: BodyProps<Answer>) {
  const { t, say } = useWords();
  const { figure, day } = useCells();
  const name = (one: Group) => one.label || t('narrow.none');
  const columns: Column<Group>[] = [
    { title: say(attribute.name), of: name },
    { title: t('reports.clients.clients'), of: (one) => figure(one.clients) },
    { title: t('reports.clients.buyers'), of: (one) => figure(one.buyers) },
    { title: t('reports.col.won'), of: (one) => <Worth of={one.won} /> },
    { title: t('reports.col.open'), of: (one) => <Worth of={one.open} /> },
    { title: t('reports.clients.lastWon'), of: (one) => (one.lastWonAt ? day(one.lastWonAt) : '–') },
  ];
  return (
    <>
      <Picture
        title={t('reports.clients.picture')}
        as="bars"
        lying
        by="client"
        points={items.slice(0, MOST_BARS).map((one) => ({
          client: name(one),
          won: drawn(one.won.amount),
          open: drawn(one.open.amount),
        }))}
        series={[
          { name: 'won', label: t('reports.col.won'), color: 'green.6' },
          { name: 'open', label: t('reports.col.open'), color: 'deal.6' },
        ]}
      />
      <FigureTable caption={t('reports.name.clients')} columns={columns} rows={items} keyOf={({ value }) => value} />
      {more && <p>{t('reports.clients.more', { count: items.length })}</p>}
    </>
  );
}

export default report<Answer>({
  name: 'clients',
  usual: 'last 30 days',
  Choices,
  read: (question) => told(api.GET('/insight/clients', asking(question))),
  Body,
});
