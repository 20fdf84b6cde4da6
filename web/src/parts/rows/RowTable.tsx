import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useEffect, useId, useRef } from 'react';
import { useWords } from '../../words';
import { type Column, leastWidth, type Sorted, tracks } from './column';
import { Head } from './Head';
import { lastPlaceOf, rememberPlace } from './places';
import { Row, Waiting } from './Row';
import styles from './rows.module.css';
import { useGridKeys } from './use-grid-keys';

export interface RowTableProps<T extends { id: string }> {
  /** What the table is of, for who hears it. */
  label: string;
  /** What has been read so far; the first column should hold a link. */
  rows: readonly T[];
  columns: readonly Column<T>[];
  /** How many there are in all, when that is known: those not read yet have their places already. */
  total?: number | undefined;
  /** Reads the next ones; none: all are there. It is called as they come into view. */
  more?: (() => void) | undefined;
  /** Whether they are being read, or could not be: then nobody asks again by itself. */
  busy?: boolean;
  /** Enter on a row. */
  open: (row: T) => void;
  sorted?: Sorted | undefined;
  /** Pressed on a head: the key of its column. */
  sort?: (key: string) => void;
  /** Which are chosen; without it there is nothing to choose. */
  chosen?: ReadonlySet<string>;
  choose?: (ids: ReadonlySet<string>) => void;
  /** What the place in the table is remembered under, for who comes back to it. */
  place?: string;
}

const ROW_PX = 44;
const CARD_PX = 132;
/** So many rows before the end of what is there the next are read. */
const AHEAD = 15;

/**
 * Rows that are drawn as they come into view: as many as there are, by mouse and by key (arrows, Page, Home, End, Enter opens,
 * Space chooses, Shift with an arrow chooses on). In a narrow window each is a card. It takes the height that its parent gives.
 */
export function RowTable<T extends { id: string }>(props: RowTableProps<T>) {
  const { label, rows, columns, total, more, busy = false, sorted, sort, chosen, choose, place = '' } = props;
  const { t } = useWords();
  const cards = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useId();
  const count = more ? Math.max(total ?? 0, rows.length + 1) : rows.length;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => (cards ? CARD_PX : ROW_PX),
    getItemKey: (at) => rows[at]?.id ?? at,
    overscan: 8,
    scrollPaddingStart: cards ? 0 : 40,
    initialOffset: () => lastPlaceOf(place).top,
  });
  const keys = useGridKeys({ ...props, count, show: (at) => virtual.scrollToIndex(at, { align: 'auto' }) });
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && !busy && last >= rows.length - AHEAD) more();
  }, [more, busy, last, rows.length]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows have other heights as cards
  useEffect(() => virtual.measure(), [cards, virtual]);
  const ref = (row: T, at: number) => ({
    row,
    at,
    id: `${grid}-${at}`,
    columns,
    active: at === keys.active,
    chosen: chosen?.has(row.id),
    measure: virtual.measureElement,
  });
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      onScroll={({ currentTarget }) => rememberPlace(place, { top: currentTarget.scrollTop })}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are gone through by key is a grid
        role="grid"
        aria-label={label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length}
        aria-multiselectable={choose ? true : undefined}
        aria-busy={busy}
        aria-activedescendant={seen.some(({ index }) => index === keys.active) ? `${grid}-${keys.active}` : undefined}
        tabIndex={0}
        className={styles.table}
        data-cards={cards || undefined}
        style={widths(columns, choose !== undefined)}
        onKeyDown={keys.pressed}
      >
        <Head columns={columns} sorted={sorted} sort={sort} all={keys.all} chooseAll={keys.chooseAll} />
        <tbody className={styles.body} style={{ height: virtual.getTotalSize() }}>
          {seen.map(({ index, key, start }) => {
            const row = rows[index];
            return row ? (
              <Row
                key={key}
                {...ref(row, index)}
                start={start}
                press={(event) => keys.press(index, event)}
                toggle={choose ? (shift) => keys.toggle(index, shift) : undefined}
                chooseName={t('rows.choose')}
              />
            ) : (
              <Waiting key={key} at={index} start={start} measure={virtual.measureElement} />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const widths = <T,>(columns: readonly Column<T>[], chooses: boolean) =>
  ({ '--tracks': tracks(columns, chooses), '--least': leastWidth(columns, chooses) }) as CSSProperties;
