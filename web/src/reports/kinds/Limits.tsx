import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { useWords } from '../../words';
import { useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { useProcessNames } from '../process-names';

type Fit = Shown['LimitFit'];
interface Answer {
  asOf: string;
  items: Fit[];
}

function Body({ answer: { items } }: BodyProps<Answer>) {
  const { t, say } = useWords();
  const { figure, percent } = useCells();
  const process = useProcessNames();
  const said = ({ limit, flagged, share }: NonNullable<Fit['current']>) =>
    t('reports.limits.flags', {
      limit: t(`limit.${limit.unit}${limit.working ? 'Working' : ''}` as 'limit.day', { count: limit.amount }),
      flagged: figure(flagged),
      share: percent(share),
    });
  const flagged = (one: NonNullable<Fit['current']>) => (
    <Count of={{ count: one.flagged, opens: one.opens }}>{said(one)}</Count>
  );
  const columns: Column<Fit>[] = [
    { title: t('reports.col.stage'), of: (one) => `${say(one.stage.name)} · ${process(one.process)}` },
    { title: t('reports.limits.verdict'), of: (one) => t(`reports.limits.as.${one.verdict}`), text: true },
    { title: t('reports.limits.visits'), of: (one) => <Count of={{ count: one.visits, opens: one.opens.visits }} /> },
    { title: t('reports.limits.current'), of: (one) => (one.current ? flagged(one.current) : '–'), text: true },
    {
      title: t('reports.limits.proposals'),
      text: true,
      of: (one) => (
        <ul>
          {one.proposals.map((proposal) => (
            <li key={said(proposal)}>{flagged(proposal)}</li>
          ))}
        </ul>
      ),
    },
  ];
  return (
    <FigureTable
      caption={t('reports.name.limits')}
      columns={columns}
      rows={items}
      keyOf={(one) => `${one.process} ${one.stage.key}`}
    />
  );
}

export default report<Answer>({
  name: 'limits',
  usual: 'last 30 days',
  kinds: true,
  read: (question) => told(api.GET('/insight/limits', asking(question))),
  Body,
});
