import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Failed, Loading, State } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './board.module.css';
import { Columns } from './Columns';
import { List } from './List';
import { boardQuery, kindOf } from './queries';
import { Tools } from './Tools';
import { useLiveBoard } from './use-live';
import './words';

/** A process as a board: what stands at each stage, by urgency; a card goes where the process lets it. */
export function Board() {
  const { t } = useWords();
  const { second } = useFormat();
  useTitle(t('board.title'));
  const search = useSearch({ from: '/board' });
  const board = useQuery(boardQuery(search));
  useLiveBoard();
  const { data } = board;
  const process = data?.process;
  const of = process && { search, process: process.key };
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>{t('board.title')}</h1>
        {data && <Tools search={search} board={data} />}
      </header>
      {board.isPending && <Loading />}
      {board.isError && !data && <Failed fault={board.error} again={() => void board.refetch()} />}
      {data && !process && <State title={t('board.none')} />}
      {data && of && search.view === 'list' && <List of={of} columns={data.columns} />}
      {data && of && search.view !== 'list' && (
        <Columns key={`${kindOf(search)} ${of.process}`} of={of} columns={data.columns} />
      )}
      {data && <p className={styles.asOf}>{t('asOf', { time: second(board.dataUpdatedAt) })}</p>}
    </div>
  );
}
