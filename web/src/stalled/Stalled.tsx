import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { api, told } from '../api/client';
import { useMe } from '../api/me';
import { Failed, Loading, State } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { StalledRow } from './StalledRow';
import { PILES, type Pile, type StalledSearch } from './search';
import styles from './stalled.module.css';

function useBoard({ kind: leads, pile = PILES[0], owner, process }: StalledSearch) {
  const kind = leads ?? ('sale' as const);
  return useInfiniteQuery({
    queryKey: ['stalled', { kind, pile, owner, process }],
    queryFn: ({ pageParam }) => {
      const query = {
        kind,
        pile,
        count: 'true' as const,
        limit: 50,
        ...(owner && { owner: owner as 'me' }),
        ...(process && { process }),
        ...(pageParam && { cursor: pageParam }),
      };
      return told(api.GET('/insight/stalled', { params: { query } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
}

/** What needs a decision, worst first, in four piles: a manager's morning. */
export function Stalled() {
  const { t } = useWords();
  useTitle(t('stalled.title'));
  const { second } = useFormat();
  const search = useSearch({ from: '/stalled' });
  const board = useBoard(search);
  const pile = search.pile ?? PILES[0];
  const items = board.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={styles.page}>
      <h1>{t('stalled.title')}</h1>
      <Filters search={search} counts={board.data?.pages[0]?.piles} />
      <p className={styles.quiet}>{t(`stalled.why.${pile}`)}</p>
      {board.isPending && <Loading />}
      {board.isError && !board.data && <Failed fault={board.error} again={() => void board.refetch()} />}
      {board.data && items.length === 0 && <State title={t('stalled.none')} />}
      <ol className={styles.rows}>
        {items.map((row) => (
          <StalledRow key={row.id} row={row} />
        ))}
      </ol>
      {board.hasNextPage && (
        <Button variant="default" loading={board.isFetchingNextPage} onClick={() => void board.fetchNextPage()}>
          {t('inbox.more')}
        </Button>
      )}
      {board.data && <p className={styles.quiet}>{t('asOf', { time: second(board.dataUpdatedAt) })}</p>}
    </div>
  );
}

function Filters({ search, counts }: { search: StalledSearch; counts: Partial<Record<Pile, number>> | undefined }) {
  const { t } = useWords();
  const me = useMe();
  const pile = search.pile ?? PILES[0];
  const whose = (owner: string | undefined) => ({ ...search, owner });
  const kind = (one: 'lead' | undefined) => ({ ...search, kind: one });
  return (
    <div className={styles.filters}>
      <nav aria-label={t('stalled.piles')} className={styles.piles}>
        {PILES.map((one) => (
          <Filter key={one} to={{ ...search, pile: one }} on={one === pile}>
            {t(`stalled.pile.${one}`)} <strong>{counts?.[one] ?? '–'}</strong>
          </Filter>
        ))}
      </nav>
      <nav aria-label={t('stalled.narrow')} className={styles.piles}>
        <Filter to={kind(undefined)} on={search.kind === undefined}>
          {t('stalled.sales')}
        </Filter>
        <Filter to={kind('lead')} on={search.kind === 'lead'}>
          {t('stalled.leads')}
        </Filter>
        <span className={styles.gap} />
        <Filter to={whose(undefined)} on={search.owner === undefined}>
          {t('stalled.all')}
        </Filter>
        <Filter to={whose('me')} on={search.owner === 'me' || search.owner === me.id}>
          {t('stalled.mine')}
        </Filter>
        {search.owner !== undefined && search.owner !== 'me' && search.owner !== me.id && (
          <Filter to={whose(undefined)} on>
            {t('stalled.one')} ×
          </Filter>
        )}
      </nav>
    </div>
  );
}

function Filter({ to, on, children }: { to: StalledSearch; on: boolean; children: React.ReactNode }) {
  return (
    <Link
      to="/stalled"
      search={{ kind: to.kind, pile: to.pile, owner: to.owner, process: to.process }}
      className={styles.filter}
      data-on={on || undefined}
      aria-current={on || undefined}
      activeOptions={{ exact: true, includeSearch: true }}
    >
      {children}
    </Link>
  );
}
