import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Light } from '../parts/Light';
import { State } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './inbox.module.css';
import { type Filter, type Item, narrowed } from './queries';

interface TaskListProps {
  items: readonly Item[];
  current: string | undefined;
  filter: Filter;
  /** How many have come that would push in between. */
  held: number;
  showAll: () => void;
  more: (() => void) | undefined;
  busy: boolean;
  /** They could not be read: nobody asks again by itself. */
  failed: boolean;
  asOf: number;
}

/** The tasks, the most urgent first; thousands of them are drawn and read as they come into view. */
export function TaskList(props: TaskListProps) {
  const { items, filter, held, showAll, more, busy, asOf } = props;
  const { t } = useWords();
  const { second } = useFormat();
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const Rows = narrow ? RowsOfPage : RowsOfSide;
  return (
    <>
      <div role="status">
        {held > 0 && (
          <Button size="compact-sm" variant="light" fullWidth onClick={showAll}>
            {t('inbox.held', { count: held })}
          </Button>
        )}
      </div>
      {items.length === 0 && <State title={t(narrowed(filter) ? 'inbox.none' : 'inbox.empty')} />}
      <Rows {...props} />
      {more && (
        <Button variant="subtle" onClick={more} loading={busy}>
          {t('inbox.more')}
        </Button>
      )}
      <p className={styles.asOf}>{t('asOf', { time: second(asOf) })}</p>
    </>
  );
}

const ROW_PX = 88;
/** So many rows before the end of what is there the next are read. */
const AHEAD = 20;

/** How far the list stands below the top of what scrolls. */
function useMargin(list: React.RefObject<HTMLElement | null>): number {
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => setMargin(list.current?.offsetTop ?? 0));
  return margin;
}

const options = (items: readonly Item[], scrollMargin: number) => ({
  count: items.length,
  estimateSize: () => ROW_PX,
  getItemKey: (at: number) => items[at]?.id ?? at,
  overscan: 6,
  scrollMargin,
});

/** Where the list stands beside the task and scrolls by itself. */
function RowsOfSide(props: TaskListProps) {
  const list = useRef<HTMLUListElement>(null);
  const margin = useMargin(list);
  const getScrollElement = () => list.current?.parentElement ?? null;
  const virtual = useVirtualizer({ ...options(props.items, margin), getScrollElement });
  return <Drawn {...props} list={list} virtual={virtual} />;
}

/** In a narrow window: where it is the page itself that scrolls. */
function RowsOfPage(props: TaskListProps) {
  const list = useRef<HTMLUListElement>(null);
  const margin = useMargin(list);
  const virtual = useWindowVirtualizer(options(props.items, margin));
  return <Drawn {...props} list={list} virtual={virtual} />;
}

interface DrawnProps extends TaskListProps {
  list: React.RefObject<HTMLUListElement | null>;
  virtual: Virtualizer<HTMLElement, Element> | Virtualizer<Window, Element>;
}

function Drawn({ items, current, filter, more, busy, failed, list, virtual }: DrawnProps) {
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  const at = items.findIndex(({ id }) => id === current);
  useEffect(() => {
    if (more && !busy && !failed && last >= items.length - AHEAD) more();
  }, [more, busy, failed, last, items.length]);
  // Whoever goes by key is taken along; who scrolls is left where they are. Above the first stands what narrows the list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another task is open
  useEffect(() => {
    if (at === 0) virtual.scrollToOffset(0);
    else if (at > 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [current]);
  return (
    <ul ref={list} className={styles.list} style={{ height: virtual.getTotalSize() }}>
      {seen.map(({ index, key, start }) => {
        const item = items[index];
        return item ? (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={more ? -1 : items.length}
            className={styles.item}
            style={{ transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
          >
            <Row item={item} on={item.id === current} filter={filter} />
          </li>
        ) : null;
      })}
    </ul>
  );
}

const Row = memo(function Row({ item, on, filter }: { item: Item; on: boolean; filter: Filter }) {
  const { t, say } = useWords();
  const { left, money, when } = useFormat();
  const { instance, account, workingMsLeft, snoozedUntil } = item;
  return (
    <Link
      to="/inbox"
      search={{ show: filter.show, urgency: filter.urgency, process: filter.process, task: item.id }}
      className={styles.row}
      preload={false}
      aria-current={on ? 'true' : undefined}
      data-on={on || undefined}
    >
      <span className={styles.rowTop}>
        <strong>{say(item.name)}</strong>
        <Light light={item.light} />
      </span>
      <span className={styles.rowDeal}>{instance.name}</span>
      <span className={styles.rowLast}>
        <span className={styles.quiet}>
          {snoozedUntil
            ? t('inbox.until', { when: when(snoozedUntil) })
            : instance.waitUntil && item.light === 'waiting'
              ? t('inbox.waitsUntil', { when: when(instance.waitUntil) })
              : workingMsLeft === null
                ? t('inbox.undated')
                : left(workingMsLeft)}
          {item.claimable && ` · ${t('inbox.claimable')}`}
        </span>
        {instance.amount && <span>{money(instance.amount)}</span>}
      </span>
      {account && !instance.name.includes(account.name) && <span className={styles.quiet}>{account.name}</span>}
    </Link>
  );
});
