import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { LongList, type Placed } from '../parts/LongList';
import { Failed, Loading, State } from '../parts/State';
import { useWords } from '../words';
import styles from './imports.module.css';
import { type Import, type ImportRow, rowsQuery } from './queries';
import type { Shown } from './search';

/** Rows of a file with what they would do or did, and what of them did not fit. */
export function Rows({ one, shown }: { one: Import; shown: Shown }) {
  const { t } = useWords();
  const list = useInfiniteQuery(rowsQuery(one.id, shown, one.status));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <Loading rows={3} />;
  if (list.isError && !list.data) return <Failed fault={list.error} again={() => void list.refetch()} />;
  if (items.length === 0) return <State title={t('imports.noRows')} />;
  return (
    <LongList
      ordered
      rows={items.map((row) => ({ ...row, id: String(row.row) }))}
      row={(row, placed) => <Row row={row} one={one} placed={placed} />}
      height={66}
      list={list}
    />
  );
}

const CARDS = { lead: '/leads/$id', sale: '/sales/$id', account: '/accounts/$id', contact: '/contacts/$id' } as const;

function Row({ row, one, placed }: { row: ImportRow; one: Import; placed: Placed }) {
  const { t, say } = useWords();
  const card = CARDS[one.kind as keyof typeof CARDS];
  // As the file has them: the answer does not keep their order.
  const cells = (one.shape?.columns ?? []).map(({ name }) => row.raw?.[name]);
  const became = row.back ?? (row.result === 'waiting' ? row.would && `would ${row.would}` : row.result);
  return (
    <li
      {...placed}
      className={styles.row}
      data-bad={row.result === 'rejected' || row.would === 'rejected' || undefined}
    >
      <div>
        <p>
          <strong>{t('imports.row', { row: row.row })}</strong>
          {became && ` · ${t(`imports.one.${became as 'imported'}`, { defaultValue: became })}`}
          {row.entityId && card && (
            <>
              {' · '}
              <Link to={card} params={{ id: row.entityId }}>
                {t('imports.open')}
              </Link>
            </>
          )}
        </p>
        <p className={styles.quiet}>{cells.filter(Boolean).join(' · ')}</p>
        {row.would === 'update' &&
          row.changes.map(({ field, from, to }) => (
            <p key={field}>{t('imports.change', { field, from: plain(from), to: plain(to) })}</p>
          ))}
        {row.like && (
          <p className={styles.warn}>
            {row.like.hidden
              ? t('imports.likeHidden', { owner: row.like.owner?.name ?? '' })
              : t('imports.like', { name: row.like.name ?? '', score: Math.round(row.like.score * 100) })}
          </p>
        )}
        {row.notes.map(({ code, field, value, text }) => (
          <p key={`${code} ${field} ${value}`} className={styles.note}>
            {field && `${field}: `}
            {say(text)}
            {value && ` (${value})`}
          </p>
        ))}
        {row.backNotes?.map((note) => (
          <p key={note} className={styles.note}>
            {note}
          </p>
        ))}
      </div>
    </li>
  );
}

const plain = (value: unknown): string =>
  value === null || value === undefined || value === ''
    ? '–'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
