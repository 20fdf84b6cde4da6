import { useQuery } from '@tanstack/react-query';
import { Chip, Chips } from '../parts/Chips';
import { countersQuery } from '../shell/counters';
import { useWords } from '../words';
import { type Filter, URGENCIES } from './queries';

/** How much there is of each, and what narrows the inbox to it. */
export function Narrow({ filter }: { filter: Filter }) {
  const { t, say } = useWords();
  const { data } = useQuery(countersQuery);
  const processes = data && data.processes.length > 1 ? data.processes : [];
  const chip = (to: Filter, on: boolean, name: string, count: number | undefined) => (
    <Chip key={name} to="/inbox" search={{ ...to }} on={on} counted count={count}>
      {name}
    </Chip>
  );
  return (
    <Chips label={t('inbox.narrow')}>
      {chip({}, !filter.show && !filter.urgency && !filter.process, t('inbox.now'), data?.shown)}
      {URGENCIES.filter((one) => data?.now[one] || filter.urgency === one).map((one) =>
        chip({ urgency: one }, filter.urgency === one, t(`light.${one}`), data?.now[one]),
      )}
      {chip({ show: 'waiting' }, filter.show === 'waiting', t('inbox.waiting'), data?.urgencies.waiting)}
      {chip({ show: 'snoozed' }, filter.show === 'snoozed', t('inbox.snoozed'), data?.snoozed)}
      {processes.map(({ key, name, shown }) => chip({ process: key }, filter.process === key, say(name), shown))}
    </Chips>
  );
}
