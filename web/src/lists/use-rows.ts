import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { onDecisions } from '../api/live';
import { useStableOrder } from '../inbox/stable-order';
import { type Asked, type Listed, readPage, rowsQuery } from './queries';
import type { Entity } from './search';

/** What happens often is looked at so often. */
const PAUSE_MS = 1500;

/**
 * The rows of a list. What happens elsewhere is read from its beginning: what changed changes in its place, what is new waits until
 * somebody asks for it, and nothing moves under the cursor.
 */
export function useRows(entity: Entity, asked: Asked) {
  const client = useQueryClient();
  const query = rowsQuery(entity, asked);
  const list = useInfiniteQuery(query);
  const [round, setRound] = useState(0);
  const news = useQuery({
    queryKey: ['list news', entity, asked],
    enabled: false,
    queryFn: () => readPage(entity, asked),
  });
  useLook(entity, () => void news.refetch());
  const pages = list.data?.pages;
  const fresh = news.data && news.dataUpdatedAt > list.dataUpdatedAt ? news.data : undefined;
  const all =
    pages &&
    together(
      pages.flatMap(({ items }) => items),
      fresh?.items,
      fresh?.next === null,
    );
  const { shown, held } = useStableOrder(JSON.stringify([entity, asked, round]), all);
  const again = () => {
    setRound((was) => was + 1);
    if (fresh) client.setQueryData(query.queryKey, { pages: [fresh], pageParams: [''] });
    else void client.resetQueries({ queryKey: query.queryKey, exact: true });
  };
  const total = fresh?.total ?? pages?.[0]?.total;
  return {
    ...{ list, rows: shown, held, total, again },
    asOf: Math.max(list.dataUpdatedAt, news.dataUpdatedAt),
    more: list.hasNextPage ? () => void list.fetchNextPage() : undefined,
    busy: list.isFetchingNextPage || list.isFetchNextPageError,
  };
}

/** What is new first; what was there as it is now. A list that is there in whole is what it is. */
function together(loaded: readonly Listed[], fresh: readonly Listed[] | undefined, whole: boolean): readonly Listed[] {
  const known = new Map(loaded.map((row) => [row.id, row]));
  if (!fresh) return known.size === loaded.length ? loaded : [...known.values()];
  if (whole) return fresh;
  const now = new Map(fresh.map((row) => [row.id, row]));
  return [...fresh.filter(({ id }) => !known.has(id)), ...[...known.values()].map((row) => now.get(row.id) ?? row)];
}

/** Looks when something was decided of a lead or sale, and when somebody comes back to the window. */
function useLook(entity: Entity, look: () => void): void {
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    let waits: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      waits ??= setTimeout(() => {
        waits = undefined;
        latest.current();
      }, PAUSE_MS);
    };
    const seen = () => (document.hidden ? undefined : soon());
    const end = entity === 'lead' || entity === 'sale' ? onDecisions(soon) : () => undefined;
    document.addEventListener('visibilitychange', seen);
    return () => {
      end();
      document.removeEventListener('visibilitychange', seen);
      clearTimeout(waits);
    };
  }, [entity]);
}
