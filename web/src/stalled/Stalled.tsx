import { Button } from '@mantine/core';
import { IconPresentation } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ActDialog } from '../bulk/ActDialog';
import type { ActName } from '../bulk/acts';
import { LongList } from '../parts/LongList';
import { Failed, Loading, State } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Chosen } from './Chosen';
import { Filters } from './Filters';
import { Groups } from './Groups';
import { boardQuery, fileOf, type StalledDeal } from './queries';
import { StalledRow } from './StalledRow';
import { PILES, type StalledSearch } from './search';
import styles from './stalled.module.css';
import './words';

/** What is asked, of which deals. */
interface Asking {
  act: ActName;
  deals: readonly StalledDeal[];
}

/** What needs a decision, worst first, in piles: a manager's morning. */
export function Stalled() {
  const { t } = useWords();
  useTitle(t('stalled.title'));
  const search = useSearch({ from: '/stalled' });
  const board = useInfiniteQuery(boardQuery(search));
  const pile = search.pile ?? PILES[0];
  const items = board.data?.pages.flatMap((page) => page.items) ?? [];
  const [chosen, choose] = useChosen(JSON.stringify(search));
  const [asking, ask] = useState<Asking | null>(null);
  const picked = items.filter(({ id }) => chosen.has(id));
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1>{t('stalled.title')}</h1>
        {items.length > 0 && (
          <Button
            renderRoot={(props) => <Link to="/stalled/meeting" search={search} {...props} />}
            variant="light"
            leftSection={<IconPresentation size={18} aria-hidden />}
          >
            {t('meeting.begin')}
          </Button>
        )}
      </div>
      <Filters search={search} counts={board.data?.pages[0]?.piles} />
      {search.by && <Groups search={search} by={search.by} />}
      <p className={styles.quiet}>{t(`stalled.why.${pile}`)}</p>
      {board.isPending && <Loading />}
      {board.isError && !board.data && <Failed fault={board.error} again={() => void board.refetch()} />}
      {board.data && items.length === 0 && <State title={t('stalled.none')} />}
      {items.length > 0 && (
        <Chosen
          count={picked.length}
          all={() => choose(new Set(items.map(({ id }) => id)))}
          none={() => choose(new Set())}
          ask={(act) => ask({ act, deals: picked })}
        />
      )}
      <LongList
        ordered
        rows={items}
        row={(row, placed) => (
          <StalledRow
            row={row}
            placed={placed}
            chosen={chosen.has(row.id)}
            choose={() => choose(toggled(chosen, row.id))}
            ask={(act) => ask({ act, deals: [row] })}
          />
        )}
        height={146}
        list={board}
      />
      {board.data && <Foot search={search} at={board.dataUpdatedAt} currency={currencyOf(items)} />}
      {asking && (
        <ActDialog
          kind={search.kind ?? 'sale'}
          targets={asking.deals.map(targetOf)}
          act={asking.act}
          question={t(`bulk.prefilled.${pile}`)}
          close={() => ask(null)}
          done={() => choose(new Set())}
        />
      )}
    </div>
  );
}

export const nameOf = (row: StalledDeal): string => ('title' in row ? row.title : row.topic);
export const targetOf = (row: StalledDeal) => ({ ...row, name: nameOf(row) });

const currencyOf = (items: readonly StalledDeal[]): string | undefined =>
  items.find(({ moneyBase }) => moneyBase)?.moneyBase?.currency;

function toggled(all: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(all);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** What is chosen of a list; another list begins with nothing. */
function useChosen(of: string) {
  const [held, hold] = useState({ of, chosen: new Set<string>() });
  const chosen = held.of === of ? held.chosen : new Set<string>();
  return [chosen, (next: Set<string>) => hold({ of, chosen: next })] as const;
}

function Foot({ search, at, currency }: { search: StalledSearch; at: number; currency: string | undefined }) {
  const { t } = useWords();
  const { second } = useFormat();
  return (
    <p className={`${styles.quiet} ${styles.foot}`}>
      <span>{t('asOf', { time: second(at) })}</span>
      {currency && <span>{t('stalled.currency', { currency })}</span>}
      <span>
        {t('stalled.file')}{' '}
        {(['csv', 'xlsx'] as const).map((format) => (
          <a key={format} href={fileOf(search, format)} download className={styles.file}>
            {format.toUpperCase()}
          </a>
        ))}
      </span>
    </p>
  );
}
