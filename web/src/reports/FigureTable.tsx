import type { ReactNode } from 'react';
import { Scroll } from '../parts/Scroll';
import { useWords } from '../words';
import styles from './reports.module.css';

/** A column: what stands over it, and what of a row stands in it. Figures stand to the right. */
export interface Column<R> {
  /** Where titles may be the same. */
  key?: string;
  title: string;
  of: (row: R) => ReactNode;
  text?: boolean;
}

interface FigureTableProps<R> {
  caption: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  keyOf: (row: R) => string;
}

/** The numbers of a report: its first column names the row. */
export function FigureTable<R>({ caption, columns, rows, keyOf }: FigureTableProps<R>) {
  const { t } = useWords();
  if (rows.length === 0) return <p className={styles.none}>{t('reports.none')}</p>;
  return (
    <Scroll label={caption} className={styles.tableBox}>
      <table className={styles.table}>
        <caption className={styles.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, title, text }, at) => (
              <th key={key ?? title} scope="col" data-text={text || at === 0 || undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ key, title, of, text }, at) =>
                at === 0 ? (
                  <th key={key ?? title} scope="row" data-text>
                    {of(row)}
                  </th>
                ) : (
                  <td key={key ?? title} data-text={text || undefined}>
                    {of(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
