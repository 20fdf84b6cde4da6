import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Light } from '../parts/Light';
import type { Column } from '../parts/rows/column';
import { RowTable } from '../parts/rows/RowTable';
import { Failed, Loading, State } from '../parts/State';
import { Sum } from '../parts/Sum';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './board.module.css';
import { type BoardColumn, type Card, type CardsOf, cardsQuery, kindOf, moneyOf, nameOf } from './queries';
import { useLiveCards } from './use-live';

const nothing = () => null;

/** The same as a list: what is open, whatever its stage, by urgency. */
export function List({ of, columns }: { of: CardsOf; columns: readonly BoardColumn[] }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { light, stage } = of.search;
  const list = useInfiniteQuery(cardsQuery({ ...of, stage }));
  const [over, setOver] = useState(false);
  useLiveCards(of, over, nothing, nothing);
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = columns
    .filter((one) => (stage ? one.stage === stage : !one.ending))
    .reduce((sum, { lights, count }) => sum + (light ? (lights[light]?.count ?? 0) : count), 0);
  const to = kindOf(of.search) === 'sale' ? '/sales/$id' : '/leads/$id';
  const shown = useColumns(to);
  if (list.isPending) return <Loading />;
  if (!list.data) return <Failed fault={list.error} again={() => void list.refetch()} />;
  if (rows.length === 0) return <State title={t(light ? 'board.emptyNarrowed' : 'board.empty')} />;
  return (
    <div className={styles.table} onPointerEnter={() => setOver(true)} onPointerLeave={() => setOver(false)}>
      <RowTable
        label={t('board.title')}
        rows={rows}
        columns={shown}
        total={total}
        more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
        busy={list.isFetchingNextPage || list.isError}
        open={({ id }) => void navigate({ to, params: { id } })}
        place={`board list ${JSON.stringify(of)}`}
      />
    </div>
  );
}

function useColumns(to: '/sales/$id' | '/leads/$id'): Column<Card>[] {
  const { t, say } = useWords();
  const { day } = useFormat();
  const dueOf = ({ dueAt }: Card) => (dueAt ? t('board.due', { when: day(dueAt) }) : '');
  return [
    {
      key: 'name',
      name: t('board.col.name'),
      width: 200,
      cell: (card) => (
        <Link to={to} params={{ id: card.id }} tabIndex={-1} preload={false}>
          {nameOf(card)}
        </Link>
      ),
    },
    {
      key: 'light',
      name: t('board.col.light'),
      width: 195,
      cell: (card) => (
        <>
          <Light light={card.light} /> {dueOf(card)}
        </>
      ),
    },
    { key: 'stage', name: t('board.col.stage'), width: 125, cell: (card) => say(card.stage.name) },
    {
      key: 'amount',
      name: t('board.col.amount'),
      width: 120,
      figures: true,
      cell: (card) => {
        const amount = moneyOf(card);
        return amount && <Sum of={amount} />;
      },
    },
    { key: 'client', name: t('board.col.client'), width: 140, cell: ({ account }) => account?.name },
    { key: 'next', name: t('board.col.next'), width: 150, cell: ({ nextStep }) => nextStep && say(nextStep.name) },
    { key: 'turn', name: t('board.col.turn'), width: 100, cell: ({ turn }) => turn && t(`board.turn.${turn}`) },
    { key: 'owner', name: t('board.col.owner'), width: 128, cell: ({ owner }) => owner.name },
  ];
}
