import { api, type Shown, told } from '../../api/client';
import { Count } from '../../behind/Count';
import { Picture } from '../../parts/Picture';
import { useWords } from '../../words';
import { Caution, useCells } from '../cells';
import { asking, type BodyProps, report } from '../define';
import { type Column, FigureTable } from '../FigureTable';
import { heldAgainst } from '../held';
import { addressOf, spanOf } from '../items-address';
import { type OneProps, Parted, type PartedAnswer, sameIn, WAYS_BY } from '../parted';

type Channel = Shown['IncomingChannel'];
type Person = { channel: Channel['channel']; key: string; name: string; answered: number; medianS: number };
type Owner = { channel: Channel['channel']; key: string; name: string } & Counts;
interface Came {
  items: Channel[];
}
type Answer = PartedAnswer<Came>;

const keyOf = ({ channel }: Channel) => channel;
const STATES = ['cameIn', 'answered', 'waiting', 'over'] as const;
type Counts = Record<(typeof STATES)[number], number>;

function Body({ answer, search }: BodyProps<Answer>) {
  const { t } = useWords();
  const { seconds } = useCells();
  const glance = {
    title: t('reports.incoming.soon'),
    rows: ({ items }: Came) => items,
    keyOf,
    name: ({ channel }: Channel) => t(`reports.channel.${channel}`),
    figure: (one: Channel) => seconds(one.medianS),
  };
  return (
    <>
      <Caution>{t('reports.incoming.wallTime')}</Caution>
      <Parted answer={answer} search={search} One={OfChannels} glance={glance} />
    </>
  );
}

function OfChannels({ of: { items }, before, head, narrowed }: OneProps<Came>) {
  const { t } = useWords();
  const { seconds, figure } = useCells();
  const opened = (count: number, more: Record<string, string>) => (
    <Count of={{ count, opens: `/insight/incoming/items?${addressOf({ ...spanOf(head), ...narrowed, ...more })}` }} />
  );
  const name = ({ channel }: { channel: Channel['channel'] }) => t(`reports.channel.${channel}`);
  const held = heldAgainst((one: Channel) => sameIn(before?.items, one, keyOf));
  const columns: Column<Channel>[] = [
    { title: t('reports.incoming.channel'), of: name },
    ...STATES.map((state) =>
      held(
        t(`reports.incoming.${state}`),
        (one) => figure(one[state]),
        (one) => opened(one[state], { channel: one.channel, ...(state !== 'cameIn' && { state }) }),
      ),
    ),
    held(t('reports.col.median'), (one) => seconds(one.medianS)),
    held(t('reports.col.p90'), (one) => seconds(one.p90S)),
  ];
  const people = items.flatMap(({ channel, by }) =>
    by.map(({ person, answered, medianS }): Person => {
      const key = person?.id ?? 'nobody';
      return { channel, key, name: person?.name ?? t('reports.workload.nobody'), answered, medianS };
    }),
  );
  const ofPeople: Column<Person>[] = [
    { title: t('reports.incoming.by'), of: (one) => one.name },
    { title: t('reports.incoming.channel'), of: name, text: true },
    {
      title: t('reports.incoming.answered'),
      of: (one) => opened(one.answered, { channel: one.channel, state: 'answered', by: one.key }),
    },
    { title: t('reports.col.median'), of: (one) => seconds(one.medianS) },
  ];
  const owned = items.flatMap(({ channel, owners }) =>
    owners.map(({ person, ...counts }): Owner => {
      const key = person?.id ?? 'nobody';
      return { channel, key, name: person?.name ?? t('reports.workload.nobody'), ...counts };
    }),
  );
  const ofOwners: Column<Owner>[] = [
    { title: t('reports.col.owner'), of: (one) => one.name },
    { title: t('reports.incoming.channel'), of: name, text: true },
    ...STATES.map((state) => ({
      title: t(`reports.incoming.${state}`),
      of: (one: Owner) =>
        opened(one[state], { channel: one.channel, owner: one.key, ...(state !== 'cameIn' && { state }) }),
    })),
  ];
  return (
    <>
      <Picture
        title={t('reports.incoming.picture')}
        as="stacked"
        by="channel"
        points={items.map((one) => ({
          channel: name(one),
          answered: one.answered,
          waiting: one.waiting,
          over: one.over,
        }))}
        series={[
          { name: 'answered', label: t('reports.incoming.answered'), color: 'green.6' },
          { name: 'waiting', label: t('reports.incoming.waiting'), color: 'yellow.6' },
          { name: 'over', label: t('reports.incoming.over'), color: 'red.6' },
        ]}
      />
      <FigureTable caption={t('reports.name.incoming')} columns={columns} rows={items} keyOf={keyOf} />
      <FigureTable
        caption={t('reports.incoming.people')}
        columns={ofPeople}
        rows={people}
        keyOf={(one) => `${one.channel} ${one.key}`}
      />
      <FigureTable
        caption={t('reports.incoming.owners')}
        columns={ofOwners}
        rows={owned}
        keyOf={(one) => `${one.channel} ${one.key}`}
      />
    </>
  );
}

export default report<Answer>({
  name: 'incoming',
  usual: 'last 30 days',
  ever: false,
  compares: true,
  by: WAYS_BY,
  read: (question) => told(api.GET('/insight/incoming', asking(question))),
  Body,
});
