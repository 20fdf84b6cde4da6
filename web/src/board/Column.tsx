import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { Definition } from '../deal/queries';
import { lastPlaceOf, rememberPlace } from '../parts/rows/places';
import { Failed, Loading } from '../parts/State';
import { useWords } from '../words';
import styles from './board.module.css';
import { CardView } from './CardView';
import { ColumnHead } from './ColumnHead';
import { type BoardColumn, type Card, type CardsOf, cardsQuery } from './queries';
import { useAnchor } from './use-anchor';
import { useCardKeys } from './use-card-keys';
import { VerdictNote } from './VerdictNote';
import type { Verdict } from './verdict';

export interface CardActs {
  lift: (card: Card | null) => void;
  drop: (card: Card, to: string) => void;
  /** Which card the pointer is on. */
  at: (id: string | null) => void;
  move: (card: Card) => void;
}

interface ColumnProps {
  of: CardsOf;
  column: BoardColumn;
  lifted: Card | null;
  /** Whether the lifted card may come here; null while none is. */
  verdict: Verdict | null;
  definition: Definition | undefined;
  /** Those that are being moved, and where to. */
  busy: ReadonlyMap<string, string>;
  /** Those that have moved elsewhere and stay until the pointer leaves them. */
  gone: ReadonlyMap<string, Card | null>;
  acts: CardActs;
}

/** Every card is as high as the others, so that a column of thousands is drawn by what is in view. */
const CARD_REM = 8.6;
const AHEAD = 20;
const cardPx = () => CARD_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/** One stage: its cards by urgency, drawn and read as they come into view. */
export const Column = memo(function Column(props: ColumnProps) {
  const { of, column, lifted, verdict, definition, busy, gone, acts } = props;
  const { t, say } = useWords();
  const list = useInfiniteQuery(cardsQuery({ ...of, stage: column.stage }));
  const cards = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const [height] = useState(cardPx);
  const scroller = useRef<HTMLDivElement>(null);
  const section = useRef<HTMLElement>(null);
  const place = `board ${JSON.stringify(of)} ${column.stage}`;
  const lead = useAnchor(scroller, cards, height);
  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (at) => cards[at]?.id ?? at,
    overscan: 4,
    paddingStart: lead.px,
    initialOffset: () => lastPlaceOf(place).top,
  });
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError && last >= cards.length - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage, last, cards.length]);
  const over = useDrop(section, column.stage, acts);
  const keys = useCardKeys(cards, (at) => virtual.scrollToIndex(at, { align: 'auto' }), acts);
  return (
    <section
      ref={section}
      className={styles.column}
      data-column={column.stage}
      aria-label={say(column.name)}
      data-verdict={verdict?.is}
      data-over={over || undefined}
    >
      <ColumnHead column={column} light={of.search.light} />
      {lifted && verdict && <VerdictNote verdict={verdict} card={lifted} to={column.stage} definition={definition} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys and pointer are those of the cards in it */}
      <div
        ref={scroller}
        className={styles.cards}
        onScroll={({ currentTarget }) => rememberPlace(place, { top: currentTarget.scrollTop })}
        onPointerLeave={() => {
          acts.at(null);
          lead.end();
        }}
        onKeyDown={keys}
      >
        {list.isPending && <Loading rows={3} />}
        {list.isError && !list.data && <Failed fault={list.error} again={() => void list.refetch()} />}
        {list.data && cards.length === 0 && (
          <p className={styles.empty}>{t(of.search.light ? 'board.emptyNarrowed' : 'board.empty')}</p>
        )}
        <ol className={styles.list} style={{ height: virtual.getTotalSize() }}>
          {seen.map(({ index, start, key }) => {
            const card = cards[index];
            return card ? (
              <CardView
                key={key}
                card={card}
                at={index}
                count={column.count}
                start={start}
                lifted={lifted?.id === card.id}
                going={busy.get(card.id)}
                gone={gone.has(card.id) ? (gone.get(card.id) ?? null) : undefined}
                acts={acts}
              />
            ) : null;
          })}
        </ol>
        {list.isFetchingNextPage && <p className={styles.empty}>{t('board.reading')}</p>}
        {list.isError && list.data && <Failed fault={list.error} again={() => void list.fetchNextPage()} />}
      </div>
    </section>
  );
});

/** Whether a card is held over the column; it takes each, and says why not where it may not come. */
function useDrop(section: React.RefObject<HTMLElement | null>, stage: string, acts: CardActs): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const element = section.current;
    if (!element) return;
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => 'card' in source.data,
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source }) => {
        setOver(false);
        acts.drop(source.data.card as Card, stage);
      },
    });
  }, [section, stage, acts]);
  return over;
}
