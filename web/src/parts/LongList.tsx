import { Button } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import {
  Fragment,
  type HTMLAttributes,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useWords } from '../words';
import styles from './parts.module.css';

/** What a row hands to its `<li>`: where it stands among all of them. */
export type Placed = HTMLAttributes<HTMLLIElement> & { ref: (item: HTMLLIElement | null) => void };

interface LongListProps<T extends { id: string }> {
  rows: readonly T[];
  /** One of them, as a list item. */
  row: (one: T, placed: Placed) => ReactNode;
  /** How high a row is about, until it has been seen. */
  height: number;
  gap?: number;
  ordered?: boolean;
  /** Of an infinite query: whether there are more, and how they are read. */
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    fetchNextPage: () => Promise<unknown>;
  };
}

/** So many are drawn whole: a page is found in by the browser's own search, and printed. */
const WHOLE = 60;
const OVERSCAN = 8;
/** How much of such a list is asked for at first; whoever goes on reads much. */
export const pageOf = (cursor: string) => ({ limit: cursor === '' ? 50 : 200, ...(cursor !== '' && { cursor }) });

/** So many rows before the end of what is there the next are read. */
const AHEAD = 10;

/** A list that is as long as it is: rows are drawn as they come into view of the window, and read as its end comes near. */
export function LongList<T extends { id: string }>({ rows, row, height, gap = 8, ordered, list }: LongListProps<T>) {
  const { t } = useWords();
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const element = useRef<HTMLElement>(null);
  const scrollMargin = useTop(element);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    getItemKey: (at) => rows[at]?.id ?? at,
    overscan: rows.length <= WHOLE ? WHOLE : OVERSCAN,
    gap,
    scrollMargin,
  });
  const seen = virtual.getVirtualItems();
  const last = seen.findLast(({ start }) => start < (virtual.scrollOffset ?? 0) + window.innerHeight)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && last >= rows.length - AHEAD)
      void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, last, rows.length]);
  const List = ordered ? 'ol' : 'ul';
  return (
    <>
      <List
        ref={element as RefObject<HTMLOListElement & HTMLUListElement>}
        className={styles.long}
        style={{ height: virtual.getTotalSize() }}
      >
        {seen.map(({ index, start }) => {
          const one = rows[index];
          const placed = {
            ref: virtual.measureElement,
            'data-index': index,
            'aria-posinset': index + 1,
            'aria-setsize': hasNextPage ? -1 : rows.length,
            style: { transform: `translateY(${start - scrollMargin}px)` },
          };
          return one && <Fragment key={one.id}>{row(one, placed)}</Fragment>;
        })}
      </List>
      {hasNextPage && (
        <div>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('inbox.more')}
          </Button>
        </div>
      )}
    </>
  );
}

/** How far a list stands below the top of the page, whatever comes and goes above it. */
function useTop(list: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const around = list.current?.parentElement;
    if (!around) return;
    const look = () => setTop(Math.round((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    look();
    const watch = new ResizeObserver(look);
    watch.observe(around);
    return () => watch.disconnect();
  }, [list]);
  return top;
}
