import { notifications } from '@mantine/notifications';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, told } from '../api/client';
import { ListHead } from '../lists/ListHead';
import head from '../lists/list-head.module.css';
import { Chip, Chips } from '../parts/Chips';
import { LongList, pageOf } from '../parts/LongList';
import { Failed, Loading, State } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './doubles.module.css';
import { MergeDialog } from './MergeDialog';
import { PairRow } from './PairRow';
import type { MergeEntity, Pair } from './queries';
import { RunOver } from './RunOver';
import { ENTITIES, type PairEntity, STATUSES } from './search';
import './words';

/** Pairs of cards that may be of the same one, the likeliest first: compared, made into one, or told apart. */
export function Doubles() {
  const { t } = useWords();
  const { second } = useFormat();
  const search = useSearch({ from: '/duplicates' });
  const { entity = ENTITIES[0], status = STATUSES[0] } = search;
  const [compared, compare] = useState<Pair | null>(null);
  const list = usePairs(entity, status);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={head.scrolls}>
      <ListHead on="doubles" title={t('doubles.title')} />
      <RunOver entity={entity} />
      <div className={styles.filters}>
        <Chips label={t('doubles.of')}>
          {ENTITIES.map((one) => (
            <Chip key={one} to="/duplicates" search={{ ...search, entity: one }} on={one === entity}>
              {t(`doubles.entity.${one}`)}
            </Chip>
          ))}
        </Chips>
        <Chips label={t('doubles.which')}>
          {STATUSES.map((one) => (
            <Chip key={one} to="/duplicates" search={{ ...search, status: one }} on={one === status}>
              {t(`doubles.status.${one}`)}
            </Chip>
          ))}
        </Chips>
      </div>
      {list.isPending && <Loading />}
      {list.isError && !list.data && <Failed fault={list.error} again={() => void list.refetch()} />}
      {list.data && items.length === 0 && (
        <State title={t(`doubles.none.${status}`)}>{status === 'open' && <p>{t('doubles.noneWhy')}</p>}</State>
      )}
      <LongList
        rows={items}
        row={(pair, placed) => <PairRow pair={pair} compare={() => compare(pair)} placed={placed} />}
        height={150}
        list={list}
      />
      {list.data && <p className={styles.quiet}>{t('asOf', { time: second(list.dataUpdatedAt) })}</p>}
      {compared && <Comparing pair={compared} close={() => compare(null)} />}
    </div>
  );
}

const usePairs = (entity: PairEntity, status: (typeof STATUSES)[number]) =>
  useInfiniteQuery({
    queryKey: ['doubles', 'pairs', entity, status],
    queryFn: ({ pageParam }) => {
      const query = { entity, status, ...pageOf(pageParam) };
      return told(api.GET('/duplicates', { params: { query } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

function Comparing({ pair, close }: { pair: Pair; close: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { entity, left, right } = pair;
  if (entity === 'lead') return null;
  return (
    <MergeDialog
      two={{ entity: entity as MergeEntity, left, right }}
      close={close}
      merged={(survivor) => {
        close();
        notifications.show({ message: t('doubles.merge.done') });
        void navigate(
          entity === 'account'
            ? { to: '/accounts/$id', params: { id: survivor }, search: { tab: 'additional' } }
            : { to: '/contacts/$id', params: { id: survivor }, search: { tab: 'additional' } },
        );
      }}
    />
  );
}
