import { Button, Switch } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { api, type Shown, told } from '../api/client';
import { queryClient } from '../api/query';
import { LongList, type Placed, pageOf } from '../parts/LongList';
import { Failed, Loading, State } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './notices.module.css';
import './words';

type Notice = Shown['Notification'];

const reread = () => queryClient.invalidateQueries({ queryKey: ['notices'] });
const mark = (ids?: string[]) => told(api.POST('/notifications/read', { body: ids ? { ids } : {} }));

/** What one was told, the newest first. */
export function Notices() {
  const { t } = useWords();
  useTitle(t('notices.title'));
  const { second } = useFormat();
  const { unread = false } = useSearch({ from: '/notices' });
  const navigate = useNavigate({ from: '/notices' });
  const list = useInfiniteQuery({
    queryKey: ['notices', 'list', unread],
    queryFn: ({ pageParam }) => {
      const query = { unread: String(unread) as 'true', ...pageOf(pageParam) };
      return told(api.GET('/notifications', { params: { query } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const all = useMutation({ mutationFn: () => mark(), onSuccess: reread });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1>{t('notices.title')}</h1>
        <Switch
          label={t('notices.unread')}
          checked={unread}
          onChange={({ currentTarget }) =>
            void navigate({ search: { unread: currentTarget.checked || undefined }, replace: true })
          }
        />
        <Button variant="default" size="compact-md" loading={all.isPending} onClick={() => all.mutate()}>
          {t('notices.readAll')}
        </Button>
      </div>
      {list.isPending && <Loading />}
      {list.isError && !list.data && <Failed fault={list.error} again={() => void list.refetch()} />}
      {list.data && items.length === 0 && <State title={t('notices.none')} />}
      <LongList rows={items} row={(one, placed) => <Row one={one} placed={placed} />} height={62} gap={6} list={list} />
      {list.data && <p className={styles.quiet}>{t('asOf', { time: second(list.dataUpdatedAt) })}</p>}
    </div>
  );
}

function Row({ one, placed }: { one: Notice; placed: Placed }) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const read = useMutation({ mutationFn: () => mark([one.id]), onSuccess: reread });
  const { instance } = one;
  return (
    <li {...placed} className={styles.row} data-unread={one.readAt === null || undefined}>
      <div>
        {instance ? (
          <Link
            to={instance.kind === 'sale' ? '/sales/$id' : '/leads/$id'}
            params={{ id: instance.id }}
            onClick={() => (one.readAt === null ? read.mutate() : undefined)}
          >
            {say(one.words)}
          </Link>
        ) : (
          say(one.words)
        )}
        <p className={styles.quiet}>
          {when(one.at)}
          {one.times > 1 && ` · ${t('notices.times', { count: one.times })}`}
          {one.readAt === null && ` · ${t('notices.new')}`}
        </p>
      </div>
      {one.readAt === null && (
        <Button variant="subtle" size="compact-sm" loading={read.isPending} onClick={() => read.mutate()}>
          {t('notices.read')}
        </Button>
      )}
    </li>
  );
}
