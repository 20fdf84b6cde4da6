import { Button } from '@mantine/core';
import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
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
export function LongList<T extends { id: string }>(props: LongListProps<T>) {
  const list = useRef<HTMLElement>(null);
  const top = useTop(list, ofWindow);
  const virtual = useWindowVirtualizer({ ...drawnOf(props), scrollMargin: top });
  return <Drawn {...props} element={list} virtual={virtual} />;
}

/** The same within what scrolls by itself, such as a drawer. */
export function LongListWithin<T extends { id: string }>(props: LongListProps<T>) {
  const list = useRef<HTMLElement>(null);
  const top = useTop(list, ofScroller);
  const getScrollElement = () => scrollerOf(list.current);
  const virtual = useVirtualizer({ ...drawnOf(props), scrollMargin: top, getScrollElement });
  return <Drawn {...props} element={list} virtual={virtual} />;
}

/** How many rows there are, and which of them are drawn beside those in view. */
const drawnOf = <T extends { id: string }>({ rows, height, gap = 8 }: LongListProps<T>) => ({
  count: rows.length,
  estimateSize: () => height,
  getItemKey: (at: number) => rows[at]?.id ?? at,
  overscan: rows.length <= WHOLE ? WHOLE : OVERSCAN,
  gap,
});

function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  for (let at = element?.parentElement; at; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return null;
}

interface DrawnProps<T extends { id: string }> extends LongListProps<T> {
  element: RefObject<HTMLElement | null>;
  virtual: Virtualizer<Window, Element> | Virtualizer<HTMLElement, Element>;
}

function Drawn<T extends { id: string }>({ rows, row, ordered, list, element, virtual }: DrawnProps<T>) {
  const { t } = useWords();
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const seen = virtual.getVirtualItems();
  const bottom = (virtual.scrollOffset ?? 0) + (virtual.scrollRect?.height ?? 0);
  const last = seen.findLast(({ start }) => start < bottom)?.index ?? 0;
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
            style: { transform: `translateY(${start - virtual.options.scrollMargin}px)` },
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

/** How far what scrolls has been scrolled, from where it begins in the window. */
type Scrolled = (list: HTMLElement) => number;
const ofWindow: Scrolled = () => window.scrollY;
const ofScroller: Scrolled = (list) => {
  const around = scrollerOf(list);
  return around ? around.scrollTop - around.getBoundingClientRect().top : 0;
};

/** How far a list stands below the top of what scrolls, whatever comes and goes above it. */
function useTop(list: RefObject<HTMLElement | null>, scrolled: Scrolled): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const element = list.current;
    const around = element?.parentElement;
    if (!around) return;
    const look = () => setTop(Math.round(element.getBoundingClientRect().top + scrolled(element)));
    look();
    const watch = new ResizeObserver(look);
    watch.observe(around);
    return () => watch.disconnect();
  }, [list, scrolled]);
  return top;
}
