import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { ActionIcon } from '@mantine/core';
import { IconArrowsMove } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo, type RefObject, useEffect, useRef } from 'react';
import { queryClient } from '../api/query';
import { allowedQuery } from '../deal/queries';
import { Light } from '../parts/Light';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './board.module.css';
import type { CardActs } from './Column';
import { type Card, moneyOf, nameOf } from './queries';

interface CardViewProps {
  card: Card;
  at: number;
  count: number;
  start: number;
  lifted: boolean;
  /** Where it is being moved to: it stays until it has come there. */
  going: string | undefined;
  /** It has moved elsewhere: as it is now, null where it is off the board; undefined: it is here. */
  gone: Card | null | undefined;
  acts: CardActs;
}

/** One deal: what it is, for whom, how urgent, how much, what comes next, whose turn it is. */
export const CardView = memo(function CardView(props: CardViewProps) {
  const { card, at, count, start, lifted, going, gone, acts } = props;
  const { t, say } = useWords();
  const { money } = useFormat();
  const element = useRef<HTMLLIElement>(null);
  useLift(element, card, acts);
  const name = nameOf(card);
  const amount = moneyOf(card);
  const client = card.account?.name ?? ('organisation' in card ? card.organisation : null);
  const { nextStep } = card;
  return (
    <li
      ref={element}
      className={styles.card}
      data-card={card.id}
      data-lifted={lifted || undefined}
      data-going={going !== undefined || undefined}
      data-gone={gone !== undefined || undefined}
      aria-posinset={at + 1}
      aria-setsize={Math.max(count, at + 1)}
      aria-busy={going !== undefined || undefined}
      style={{ transform: `translateY(${start}px)` }}
      onPointerEnter={({ pointerType }) => {
        if (pointerType !== 'mouse') return;
        acts.at(card.id);
        ahead(card);
      }}
    >
      <div className={styles.paper}>
        <div className={styles.cardTop}>
          <Link
            to={'title' in card ? '/sales/$id' : '/leads/$id'}
            params={{ id: card.id }}
            className={styles.name}
            preload={false}
            draggable={false}
            onFocus={() => ahead(card)}
          >
            {name}
          </Link>
          {card.open && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={26}
              aria-label={t('board.move', { name })}
              onClick={() => acts.move(card)}
            >
              <IconArrowsMove size={16} aria-hidden />
            </ActionIcon>
          )}
        </div>
        <p className={styles.line}>
          <span className={styles.cut}>{client ?? t('board.noClient')}</span>
          <strong>{amount ? money(amount) : null}</strong>
        </p>
        <p className={styles.line}>
          <span className={styles.lights}>
            <Light light={card.light} />
            <Due card={card} />
          </span>
          {card.turn && <span className={styles.quiet}>{t(`board.turn.${card.turn}`)}</span>}
        </p>
        <p className={styles.line}>
          <span className={styles.cut}>{card.open && (nextStep ? say(nextStep.name) : t('board.noStep'))}</span>
          <span className={`${styles.quiet} ${styles.owner}`}>{card.owner.name}</span>
        </p>
        {going !== undefined && <p className={styles.note}>{t('board.moving')}</p>}
        {gone !== undefined && (
          <p className={styles.note}>
            {gone ? t('board.movedOn', { stage: say(gone.stage.name) }) : t('board.movedAway')}
          </p>
        )}
      </div>
    </li>
  );
});

function Due({ card }: { card: Card }) {
  const { t } = useWords();
  const { day } = useFormat();
  const { light, waitUntil, dueAt, closedAt } = card;
  if (closedAt) return <span className={styles.quiet}>{t('board.closedOn', { when: day(closedAt) })}</span>;
  if (light === 'waiting')
    return <span className={styles.quiet}>{waitUntil && t('board.waits', { when: day(waitUntil) })}</span>;
  return dueAt ? <span className={styles.quiet}>{t('board.due', { when: day(dueAt) })}</span> : null;
}

/** What may be done with it is asked as soon as somebody looks at it closely: it is there when they lift it. */
const ahead = (card: Card) => {
  if (card.open) void queryClient.prefetchQuery(allowedQuery('title' in card ? 'sale' : 'lead', card.id));
};

function useLift(element: RefObject<HTMLElement | null>, card: Card, acts: CardActs): void {
  useEffect(() => {
    if (!element.current || !card.open) return;
    return draggable({
      element: element.current,
      getInitialData: () => ({ card }),
      onDragStart: () => acts.lift(card),
      onDrop: () => acts.lift(null),
    });
  }, [element, card, acts]);
}
