import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { RowTable } from '../parts/rows/RowTable';
import { Failed, Loading } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Chosen } from './Chosen';
import { useColumns } from './columns';
import { DoWithMany, type Meant } from './DoWithMany';
import { FilterChips } from './FilterChips';
import { ListHead } from './ListHead';
import styles from './lists.module.css';
import { Nothing, NoView } from './Nothing';
import { CARDS, type Entity, type ListSearch } from './search';
import { Toolbar } from './Toolbar';
import { type AskedOfView, useList } from './use-list';
import { useRows } from './use-rows';
import './words';

const ListChart = lazy(() => import('./ListChart'));

/** One list of many rows: its view, its filters, its chart, what is chosen in it. Its address says all of it. */
export function ListScreen({ entity, search }: { entity: Entity; search: ListSearch }) {
  const { t } = useWords();
  const { list, gone, fault, again } = useList(entity, search);
  return (
    <div className={styles.page} data-chart={list?.search.chart ? true : undefined}>
      <div className={styles.head}>
        <ListHead on={entity} title={t(`lists.of.${entity}`)} />
      </div>
      {fault ? (
        <Failed fault={fault} again={again} />
      ) : gone ? (
        <NoView entity={entity} />
      ) : list ? (
        <Listing key={entity} list={list} />
      ) : (
        <Loading />
      )}
    </div>
  );
}

function Listing({ list }: { list: AskedOfView }) {
  const { t } = useWords();
  const rows = useRows(list.entity, list.asked);
  const [meant, ask] = useState<Meant | null>(null);
  return (
    <>
      <Toolbar list={list} total={rows.total} />
      <FilterChips list={list} />
      {list.search.chart && (
        <div className={styles.chartArea}>
          <Suspense fallback={<Loading rows={2} />}>
            <ListChart list={list} by={list.search.chart} />
          </Suspense>
        </div>
      )}
      {rows.list.isPending && <Loading />}
      {rows.list.isError && !rows.list.data && <Failed fault={rows.list.error} again={rows.again} />}
      <div role="status" className={styles.news}>
        {rows.held > 0 && (
          <Button size="compact-sm" variant="light" onClick={rows.again}>
            {t('lists.held', { count: rows.held })}
          </Button>
        )}
        {rows.list.isFetchNextPageError && (
          <Button size="compact-sm" variant="light" color="red" onClick={() => void rows.list.fetchNextPage()}>
            {t('lists.notRead')}
          </Button>
        )}
      </div>
      {rows.list.data && (rows.rows.length === 0 ? <Nothing list={list} /> : <Table {...{ list, rows, ask }} />)}
      {meant && <DoWithMany entity={list.entity} meant={meant} close={() => ask(null)} done={rows.again} />}
    </>
  );
}

interface TableProps {
  list: AskedOfView;
  rows: ReturnType<typeof useRows>;
  ask: (meant: Meant) => void;
}

function Table({ list, rows, ask }: TableProps) {
  const { t } = useWords();
  const { second } = useFormat();
  const navigate = useNavigate();
  const { entity, asked, sort, go } = list;
  const of = JSON.stringify([entity, asked]);
  const [{ ids, of: chosenOf }, choose] = useState({ ids: new Set<string>() as ReadonlySet<string>, of });
  const chosen = chosenOf === of ? ids : NONE;
  const [first = ''] = sort.split(',');
  const sorted = first === '' ? undefined : { key: first.replace(/^-/, ''), descending: first.startsWith('-') };
  const columns = useColumns(entity, list.columns);
  return (
    <div className={styles.rows}>
      <RowTable
        label={list.view ? t('lists.table', { name: t(`lists.of.${entity}`) }) : t(`lists.of.${entity}`)}
        rows={rows.rows}
        columns={columns}
        total={rows.total}
        more={rows.more}
        busy={rows.busy}
        open={({ id }) => void navigate({ to: CARDS[entity], params: { id } })}
        sorted={sorted}
        sort={(key) => go({ sort: sorted?.key === key && !sorted.descending ? `-${key}` : key })}
        chosen={chosen}
        choose={(now) => choose({ ids: now, of })}
        place={of}
      />
      <Chosen list={list} chosen={chosen} choose={(now) => choose({ ids: now, of })} rows={rows} ask={ask} />
      <p className={styles.quiet}>{t('asOf', { time: second(rows.asOf) })}</p>
    </div>
  );
}

const NONE: ReadonlySet<string> = new Set();
