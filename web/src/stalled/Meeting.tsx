import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useKeys } from '../keys';
import { Key } from '../parts/Light';
import { Failed, Loading, State } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { Decide } from './Decide';
import { MeetingDeal } from './MeetingDeal';
import styles from './meeting.module.css';
import { useMinutes } from './minutes';
import { type StalledDeal, walkQuery } from './queries';
import { Summary } from './Summary';
import { type MeetingSearch, PILES } from './search';
import './words';

/** Walks through a pile of the board deal by deal, and keeps what is decided. */
export function Meeting() {
  const { t } = useWords();
  useTitle(t('meeting.title'));
  const search = useSearch({ from: '/stalled/meeting' });
  const walk = useInfiniteQuery(walkQuery(search));
  const minutes = useMinutes();
  const { deal: _deal, end, ...board } = search;
  const items = walk.data?.pages.flatMap((page) => page.items) ?? [];
  if (walk.isPending) return <Loading />;
  if (!walk.data) return <Failed fault={walk.error} again={() => void walk.refetch()} />;
  if (end) return <Summary minutes={minutes.minutes} finish={minutes.end} board={board} />;
  if (items.length === 0)
    return (
      <State title={t('meeting.none')}>
        <h1 className={styles.hidden}>{t('meeting.title')}</h1>
        <Link to="/stalled" search={board}>
          {t('meeting.exit')}
        </Link>
      </State>
    );
  const total = walk.data.pages[0]?.piles?.[search.pile ?? PILES[0]];
  const more = walk.hasNextPage ? () => void walk.fetchNextPage() : undefined;
  return <Walking search={search} items={items} total={total} more={more} minutes={minutes} />;
}

interface WalkingProps {
  search: MeetingSearch;
  items: readonly StalledDeal[];
  total: number | undefined;
  more: (() => void) | undefined;
  minutes: ReturnType<typeof useMinutes>;
}

function Walking({ search, items, total, more, minutes }: WalkingProps) {
  const { t } = useWords();
  const navigate = useNavigate({ from: '/stalled/meeting' });
  const found = items.findIndex(({ id }) => id === search.deal);
  const at = Math.max(found, 0);
  const row = items[at];
  const go = (to: Partial<MeetingSearch>) => void navigate({ search: { ...search, ...to }, replace: true });
  const step = (by: number) => {
    const there = items[at + by];
    if (there) go({ deal: there.id });
    else if (by > 0) go({ end: true });
    if (at + by >= items.length - 3) more?.();
  };
  const [next, previous] = [() => step(1), () => step(-1)];
  useKeys({
    ...{ KeyN: next, ArrowRight: next, ArrowDown: next, KeyP: previous, ArrowLeft: previous, ArrowUp: previous },
    KeyS: () => go({ end: true }),
  });
  const { look } = minutes;
  const id = row?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each deal is noted once, when it is come to
  useEffect(() => (id === undefined ? undefined : look(id)), [id]);
  const { deal: _deal, end: _end, ...board } = search;
  if (!row) return null;
  const of = { at: at + 1, all: total ?? items.length };
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <h1 className={styles.title}>{t('meeting.title')}</h1>
        <span role="status">{t(total === undefined && more ? 'meeting.dealMore' : 'meeting.deal', of)}</span>
        <span className={styles.gap} />
        <Button variant="default" size="compact-md" disabled={at === 0} onClick={previous} rightSection={<Key>P</Key>}>
          {t('meeting.previous')}
        </Button>
        <Button size="compact-md" onClick={next} rightSection={<Key>N</Key>}>
          {t('meeting.next')}
        </Button>
        <Button variant="light" size="compact-md" onClick={() => go({ end: true })} rightSection={<Key>S</Key>}>
          {t('meeting.end')}
        </Button>
        <Link to="/stalled" search={board}>
          {t('meeting.exit')}
        </Link>
      </div>
      <MeetingDeal key={row.id} row={row} pile={search.pile ?? PILES[0]}>
        <Decide
          row={row}
          pile={search.pile ?? PILES[0]}
          note={minutes.note}
          decided={minutes.minutes.decisions.filter(({ dealId }) => dealId === row.id)}
        />
      </MeetingDeal>
      <p className={styles.quiet}>{t('meeting.keys')}</p>
    </div>
  );
}
