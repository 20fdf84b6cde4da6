import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, told } from '../api/client';
import { useMayI } from '../api/me';
import { queryClient } from '../api/query';
import type { Placed } from '../parts/LongList';
import { useFaultWords } from '../parts/State';
import type { Ref } from '../records/on';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './doubles.module.css';
import type { Pair } from './queries';
import { Reasons } from './Reasons';

/** One pair: who, how likely and why, and what may be done about it. */
export function PairRow({ pair, compare, placed }: { pair: Pair; compare: () => void; placed: Placed }) {
  const { t } = useWords();
  const { when, figure } = useFormat();
  const words = useFaultWords();
  const may = useMayI('duplicate.settle');
  const mayMerge = useMayI('client.merge');
  const settling = useMutation({
    mutationFn: () => {
      const params = { path: { id: pair.id } };
      return pair.status === 'open'
        ? told(api.POST('/duplicates/{id}/dismiss', { params, body: {} }))
        : told(api.POST('/duplicates/{id}/reopen', { params, body: {} }));
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['doubles', 'pairs'] }),
  });
  return (
    <li {...placed} className={styles.pair}>
      <div className={styles.pairHead}>
        <span className={styles.names}>
          <RecordLink entity={pair.entity} of={pair.left} /> <span aria-hidden>≈</span>{' '}
          <RecordLink entity={pair.entity} of={pair.right} />
        </span>
        <strong>{t('doubles.likely', { pct: figure(Math.round(pair.score * 100)) })}</strong>
      </div>
      <Reasons reasons={pair.reasons} />
      <p className={styles.quiet}>
        {pair.settledAt
          ? t(`doubles.settled.${pair.status as 'dismissed'}`, { when: when(pair.settledAt) })
          : t('doubles.found', { when: when(pair.foundAt) })}
        {pair.note && ` · ${pair.note}`}
      </p>
      <div className={styles.acts}>
        {pair.status === 'open' && pair.entity !== 'lead' && mayMerge && (
          <Button size="compact-md" onClick={compare}>
            {t('doubles.compare')}
          </Button>
        )}
        {pair.status !== 'merged' && may && (
          <Button size="compact-md" variant="default" loading={settling.isPending} onClick={() => settling.mutate()}>
            {t(pair.status === 'open' ? 'doubles.dismiss' : 'doubles.reopen')}
          </Button>
        )}
      </div>
      {settling.isError && <p role="alert">{words(settling.error)}</p>}
    </li>
  );
}

const TO = { account: '/accounts/$id', contact: '/contacts/$id', lead: '/leads/$id' } as const;

export function RecordLink({ entity, of }: { entity: keyof typeof TO; of: Ref }) {
  return (
    <Link to={TO[entity]} params={{ id: of.id }}>
      {of.name}
    </Link>
  );
}
