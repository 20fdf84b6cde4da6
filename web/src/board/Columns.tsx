import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { NativeSelect } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { allowedQuery, type Offer, versionQuery } from '../deal/queries';
import { useWords } from '../words';
import styles from './board.module.css';
import { Column } from './Column';
import { Folded } from './Folded';
import { MoveDialog } from './MoveDialog';
import { type BoardColumn, type Card, type CardsOf, kindOf, nameOf } from './queries';
import { useLiveCards } from './use-live';
import { useMove } from './use-move';
import { isAtOnce, verdictOf } from './verdict';

/** What somebody asks to move, and where to; null: they are still to say. */
interface Asked {
  card: Card;
  to: string | null;
}

/** The columns side by side; in a narrow window one at a time. */
export function Columns({ of, columns }: { of: CardsOf; columns: readonly BoardColumn[] }) {
  const { t, say } = useWords();
  const { search } = of;
  const kind = kindOf(search);
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [lifted, setLifted] = useState<Card | null>(null);
  const [asked, ask] = useState<Asked | null>(null);
  const [gone, setGone] = useState<ReadonlyMap<string, Card | null>>(new Map());
  const under = useRef<string | null>(null);
  const { follow, flush } = useLiveCards(of, lifted !== null, held(under), (card, id) =>
    setGone((was) => new Map(was).set(id, card)),
  );
  const offers = useOffers(kind, lifted);
  const definition = useQuery({
    ...versionQuery(lifted?.process.key ?? '', lifted?.process.version ?? 0),
    enabled: lifted !== null,
  });
  const settled = useCallback(
    async (id: string) => {
      await follow(new Set([id]), true);
      setGone((was) => (was.has(id) ? new Map() : was));
      focusAgain(id);
    },
    [follow],
  );
  const move = useMove(kind, settled);
  const scroller = useRef<HTMLDivElement>(null);
  const lift = useCallback((card: Card | null) => {
    if (card) keepWidth(scroller.current);
    setLifted(card);
  }, []);
  useEffect(() => {
    const element = scroller.current;
    return element ? autoScrollForElements({ element }) : undefined;
  }, []);
  /** Dropped where it may go: what wants nothing more is sent, the rest asks; where it may not, it says why once more. */
  const drop = useCallback(
    (card: Card, to: string) => {
      const found = offers.of(card.id);
      const verdict = verdictOf(card.stage.key, to, found);
      lift(null);
      if (verdict.is === 'here') return;
      const [only] = verdict.is === 'open' ? verdict.offers : [];
      if (verdict.is === 'open' && verdict.offers.length === 1 && only && isAtOnce(only)) move.send(card, only);
      else ask({ card, to });
    },
    [offers.of, move.send, lift],
  );
  const at = useCallback(
    (id: string | null) => {
      if (under.current === id) return;
      under.current = id;
      flush();
      setGone((was) => (was.size > 0 ? new Map() : was));
    },
    [flush],
  );
  const acts = useMemo(() => ({ lift, drop, at, move: (card: Card) => ask({ card, to: null }) }), [lift, drop, at]);
  const open = columns.filter(({ ending }) => !ending);
  const endings = columns.filter(({ ending }) => ending);
  const shown = narrow ? columns.filter(({ stage }) => stage === (search.stage ?? open[0]?.stage)) : open;
  const column = (one: BoardColumn) => (
    <Column
      key={one.stage}
      of={of}
      column={one}
      lifted={lifted}
      verdict={lifted ? verdictOf(lifted.stage.key, one.stage, offers.of(lifted.id)) : null}
      definition={lifted ? definition.data : undefined}
      busy={move.busy}
      gone={gone}
      acts={acts}
    />
  );
  return (
    <>
      {narrow && <Pick columns={columns} of={of} shown={shown[0]?.stage} />}
      <section
        ref={scroller}
        className={styles.columns}
        data-lifted={lifted ? '' : undefined}
        aria-label={t('board.columns')}
      >
        {shown.map(column)}
        {!narrow && <Folded columns={endings} all={lifted !== null} column={column} light={search.light} />}
      </section>
      <p className={styles.heard} role="status">
        {lifted && offers.of(lifted.id) !== undefined && says()}
      </p>
      {asked && (
        <MoveDialog
          key={`${asked.card.id} ${asked.to}`}
          kind={kind}
          card={asked.card}
          to={asked.to}
          columns={columns}
          move={move}
          close={() => ask(null)}
        />
      )}
    </>
  );

  function says(): string {
    if (!lifted) return '';
    const stages = columns.filter(
      ({ stage }) => verdictOf(lifted.stage.key, stage, offers.of(lifted.id)).is === 'open',
    );
    const name = nameOf(lifted);
    if (stages.length === 0) return t('board.nowhere', { name });
    return t('board.grabbed', { name, stages: stages.map((one) => say(one.name)).join(', ') });
  }
}

/** What has closed opens while a card is lifted: the other columns stay where they are, that none leaves from under the hand. */
function keepWidth(columns: HTMLElement | null): void {
  const width = columns?.querySelector(':scope > [data-column]')?.getBoundingClientRect().width;
  if (width) columns?.style.setProperty('--kept', `${width}px`);
}

/** Whoever moved it by key goes on from where it stands now. */
function focusAgain(id: string): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>(`[data-card="${id}"] a`)?.focus({ preventScroll: true });
  });
}

/** What the pointer or the focus is on: it does not move away by itself. */
const held = (under: { readonly current: string | null }) => () =>
  under.current ?? document.activeElement?.closest<HTMLElement>('[data-card]')?.dataset.card ?? null;

/** What the API lets be done with a card that is lifted: asked once, and kept for as long as nothing happens to it. */
function useOffers(kind: 'sale' | 'lead', lifted: Card | null) {
  const asked = useQuery({ ...allowedQuery(kind, lifted?.id ?? ''), enabled: lifted !== null });
  const { data, isError } = asked;
  const id = lifted?.id;
  return useMemo(
    () => ({
      of: (card: string): readonly Offer[] | null | undefined =>
        card !== id ? undefined : (data?.items ?? (isError ? null : undefined)),
    }),
    [data, isError, id],
  );
}

/** In a narrow window: which column is shown. */
function Pick({ columns, of, shown }: { columns: readonly BoardColumn[]; of: CardsOf; shown: string | undefined }) {
  const { t, say } = useWords();
  const navigate = useNavigate({ from: '/board' });
  const { light } = of.search;
  return (
    <NativeSelect
      className={styles.pick}
      aria-label={t('board.stage')}
      value={shown ?? ''}
      data={columns.map(({ stage, name, count, lights }) => ({
        value: stage,
        label: t('board.stageCount', { name: say(name), count: light ? (lights[light]?.count ?? 0) : count }),
      }))}
      onChange={({ currentTarget: { value } }) =>
        void navigate({ search: (was) => ({ ...was, stage: value }), replace: true })
      }
    />
  );
}
