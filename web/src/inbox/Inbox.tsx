import { useMediaQuery } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useKeys } from '../keys';
import { Failed, Loading, State } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFurther } from './further';
import styles from './inbox.module.css';
import { Narrow } from './Narrow';
import { type Item, inboxQuery } from './queries';
import { useStableOrder } from './stable-order';
import { TaskList } from './TaskList';
import { TaskPanel } from './TaskPanel';
import { useUndo } from './use-undo';

/** What the processes want from a rep now: the list, and the task beside it. */
export function Inbox() {
  const { t } = useWords();
  useTitle(t('inbox.title'));
  const { task, show, urgency, process } = useSearch({ from: '/inbox' });
  const filter = useMemo(() => ({ show, urgency, process }), [show, urgency, process]);
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const navigate = useNavigate({ from: '/inbox' });
  const { history } = useRouter();
  const list = useInfiniteQuery(inboxQuery(filter));
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  useFurther(filter);
  const [gone, setGone] = useState<ReadonlyMap<string, number>>(new Map());
  const [round, setRound] = useState(0);
  // What has just been done is gone at once; the list that is read after that knows best.
  const all = list.data?.pages
    .flatMap(({ items }) => items)
    .filter(({ id }) => (gone.get(id) ?? 0) < list.dataUpdatedAt);
  const { shown, held, showAll } = useStableOrder(JSON.stringify([filter, round]), all);
  // Beside the task the list goes where the open one is; the router would put it back to where it was.
  const open = (id: string | undefined) =>
    void navigate({ search: { ...filter, task: id }, replace: task !== undefined, resetScroll: narrow });
  const current = useCurrent(shown, task);
  const place = shown.findIndex(({ id }) => id === current?.id);
  const go = (by: number) => {
    // A key may come before the screen shows where the last one led: the address knows.
    const going = new URLSearchParams(history.location.search).get('task');
    const from = shown.findIndex(({ id }) => id === going);
    const to = (from >= 0 ? from : place) + by;
    const there = shown[Math.min(Math.max(to, 0), shown.length - 1)];
    if (there) open(there.id);
    if (to >= shown.length - 2 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  const lastUndo = useUndo(() => setRound((was) => was + 1));
  useKeys({ KeyJ: () => go(1), KeyK: () => go(-1), KeyU: lastUndo.now });
  /** One is done: it leaves, and the next one opens. */
  const left = (item: Item) => {
    const at = shown.findIndex(({ id }) => id === item.id);
    const next = shown[at + 1] ?? shown[at - 1];
    setGone((was) => new Map(was).set(item.id, Date.now()));
    open(next?.id);
  };
  if (list.isPending) return <Loading />;
  if (list.isError && !list.data) return <Failed fault={list.error} again={() => void list.refetch()} />;
  return (
    <div className={styles.page} data-open={task !== undefined && current !== undefined ? '' : undefined}>
      <section className={styles.side} aria-label={t('inbox.title')}>
        <h1 className={styles.title}>{t('inbox.title')}</h1>
        <Narrow filter={filter} />
        <TaskList
          items={shown}
          current={current?.id}
          filter={filter}
          held={held}
          showAll={showAll}
          more={list.hasNextPage ? more : undefined}
          busy={list.isFetchingNextPage}
          failed={list.isFetchNextPageError}
          asOf={list.dataUpdatedAt}
        />
      </section>
      <section className={styles.panel} aria-label={t('inbox.task')}>
        {current ? (
          <TaskPanel
            key={current.id}
            item={current}
            there={place >= 0}
            left={() => left(current)}
            back={() => open(undefined)}
            remember={lastUndo.remember}
          />
        ) : (
          shown.length > 0 && <State title={t('inbox.pick')} />
        )}
      </section>
    </div>
  );
}

/** The task that is open: the one in the address, else the first. One that has left stays open until another is. */
function useCurrent(shown: readonly Item[], task: string | undefined): Item | undefined {
  const [last, setLast] = useState<Item>();
  const found = task === undefined ? shown[0] : shown.find(({ id }) => id === task);
  if (found && found !== last) setLast(found);
  return found ?? (last && last.id === task ? last : task === undefined ? undefined : shown[0]);
}
