import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { countersQuery } from '../shell/TopBar';
import { useWords } from '../words';
import styles from './inbox.module.css';
import { type Filter, URGENCIES } from './queries';

/** How much there is of each, and what narrows the list to it: the address keeps it. */
export function Chips({ filter }: { filter: Filter }) {
  const { t, say } = useWords();
  const { data } = useQuery(countersQuery);
  const processes = data && data.processes.length > 1 ? data.processes : [];
  return (
    <nav className={styles.chips} aria-label={t('inbox.narrow')}>
      <Chip to={{}} on={!filter.show && !filter.urgency && !filter.process} name={t('inbox.now')} count={data?.shown} />
      {URGENCIES.filter((one) => data?.urgencies[one] || filter.urgency === one).map((one) => (
        <Chip
          key={one}
          to={{ urgency: one }}
          on={filter.urgency === one}
          name={t(`light.${one}`)}
          count={data?.urgencies[one]}
        />
      ))}
      <Chip
        to={{ show: 'waiting' }}
        on={filter.show === 'waiting'}
        name={t('inbox.waiting')}
        count={data?.urgencies.waiting}
      />
      <Chip to={{ show: 'snoozed' }} on={filter.show === 'snoozed'} name={t('inbox.snoozed')} count={data?.snoozed} />
      {processes.map(({ key, name, total }) => (
        <Chip key={key} to={{ process: key }} on={filter.process === key} name={say(name)} count={total} />
      ))}
    </nav>
  );
}

function Chip({ to, on, name, count }: { to: Filter; on: boolean; name: string; count: number | undefined }) {
  return (
    <Link
      to="/inbox"
      search={{ show: to.show, urgency: to.urgency, process: to.process, task: undefined }}
      className={styles.chip}
      data-on={on || undefined}
      aria-current={on || undefined}
      activeOptions={{ exact: true, includeSearch: true }}
    >
      {name} <span className={styles.chipCount}>{count ?? '–'}</span>
    </Link>
  );
}
