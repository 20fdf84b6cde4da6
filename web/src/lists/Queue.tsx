import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { RefusedNote } from '../answer/RefusedNote';
import { api, keyed, newKey, Refused, type Shown, told } from '../api/client';
import { queryClient } from '../api/query';
import { LongList, type Placed, pageOf } from '../parts/LongList';
import { Failed, Loading, State } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { ListHead } from './ListHead';
import head from './list-head.module.css';
import styles from './lists.module.css';
import './words';

/** The leads that wait to be claimed: the best rated first. Of several who claim one at once, one gets it. */
export function Queue() {
  const { t } = useWords();
  const { second } = useFormat();
  const queue = useInfiniteQuery({
    queryKey: ['list queue'],
    queryFn: ({ pageParam }) => told(api.GET('/leads/queue', { params: { query: pageOf(pageParam) } })),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 30_000,
  });
  // What somebody else was given is in the queue no more: why is told all the same.
  const [missed, miss] = useState<{ topic: string; refused: Refused } | null>(null);
  const items = queue.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={head.scrolls}>
      <ListHead on="queue" title={t('lists.queue')} />
      <div role="status">
        {missed && (
          <div className={styles.card}>
            <strong>{missed.topic}</strong>
            <RefusedNote refused={missed.refused} others={[]} />
          </div>
        )}
      </div>
      {queue.isPending && <Loading />}
      {queue.isError && !queue.data && <Failed fault={queue.error} again={() => void queue.refetch()} />}
      {queue.data && items.length === 0 && <State title={t('lists.queueEmpty')} />}
      <LongList
        rows={items}
        row={(one, placed) => (
          <Waiting lead={one} missed={(refused) => miss({ topic: one.topic, refused })} placed={placed} />
        )}
        height={84}
        list={queue}
      />
      {queue.data && <p className={styles.quiet}>{t('asOf', { time: second(queue.dataUpdatedAt) })}</p>}
    </div>
  );
}

interface WaitingProps {
  lead: Shown['QueuedLead'];
  missed: (refused: Refused) => void;
  placed: Placed;
}

function Waiting({ lead, missed, placed }: WaitingProps) {
  const { t } = useWords();
  const { ago } = useFormat();
  const navigate = useNavigate();
  const claiming = useMutation({
    mutationFn: () =>
      told(api.POST('/leads/{id}/claim', { params: { path: { id: lead.id }, header: keyed(newKey()) } })),
    onError: (fault) => fault instanceof Refused && missed(fault),
    onSuccess: () => void navigate({ to: '/leads/$id', params: { id: lead.id } }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['list queue'] }),
  });
  const about = [lead.organisation, lead.industry, lead.region, lead.source, lead.rating].filter(Boolean).join(' · ');
  return (
    <li {...placed} className={styles.card}>
      <div>
        <strong>{lead.topic}</strong>
        <p className={styles.quiet}>
          {t('number', { number: lead.number })} · {ago(lead.startedAt)}
          {about && ` · ${about}`}
        </p>
        {lead.need && <p>{lead.need}</p>}
      </div>
      <Button size="compact-md" loading={claiming.isPending} onClick={() => claiming.mutate()}>
        {t('lists.claim')}
      </Button>
    </li>
  );
}
