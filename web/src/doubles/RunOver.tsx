import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, keyed, newKey, told } from '../api/client';
import { useMayI } from '../api/me';
import { queryClient } from '../api/query';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './doubles.module.css';
import type { PairEntity } from './search';

const LOOK_MS = 1500;
const UNDER_WAY = new Set(['waiting', 'running']);

/** When all records of a kind were last gone through, and for who may: going through them now. */
export function RunOver({ entity }: { entity: PairEntity }) {
  const { t } = useWords();
  const { when, figure } = useFormat();
  const words = useFaultWords();
  const may = useMayI('duplicate.run');
  const runs = useQuery({
    queryKey: ['doubles', 'runs'],
    queryFn: () => told(api.GET('/duplicates/runs', { params: { query: { limit: 20 } } })),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => UNDER_WAY.has(status)) ? LOOK_MS : false),
  });
  const last = runs.data?.items.find((one) => one.entity === entity);
  const going = last !== undefined && UNDER_WAY.has(last.status);
  const done = last?.status === 'done' ? last.id : null;
  useEffect(() => {
    if (done !== null) void queryClient.invalidateQueries({ queryKey: ['doubles', 'pairs'] });
  }, [done]);
  const start = useMutation({
    mutationFn: () => told(api.POST('/duplicates/runs', { params: { header: keyed(newKey()) }, body: { entity } })),
    onSettled: () => runs.refetch(),
  });
  const says = !last
    ? runs.isSuccess && t('doubles.run.never')
    : going
      ? t('doubles.run.going', { done: figure(last.lookedAt), of: figure(last.records) })
      : t('doubles.run.last', {
          when: when(last.finishedAt ?? last.createdAt),
          found: figure(last.found),
          count: last.found,
        });
  return (
    <div className={styles.run}>
      <span className={styles.quiet} role="status">
        {says}
      </span>
      {may && (
        <Button variant="default" size="compact-md" loading={start.isPending || going} onClick={() => start.mutate()}>
          {t('doubles.run.now')}
        </Button>
      )}
      {start.isError && <span role="alert">{words(start.error)}</span>}
    </div>
  );
}
