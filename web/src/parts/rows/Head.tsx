import { Checkbox, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useWords } from '../../words';
import type { Column, Sorted } from './column';
import styles from './rows.module.css';

interface HeadProps<T> {
  columns: readonly Column<T>[];
  sorted: Sorted | undefined;
  sort: ((key: string) => void) | undefined;
  all: boolean;
  chooseAll: (() => void) | undefined;
}

/** The heads of the columns: pressed, they order by theirs. */
export function Head<T>({ columns, sorted, sort, all, chooseAll }: HeadProps<T>) {
  const { t } = useWords();
  return (
    <thead className={styles.head}>
      <tr aria-rowindex={1} className={styles.heads}>
        {chooseAll && (
          <th scope="col" className={styles.tick}>
            <Checkbox size="xs" tabIndex={-1} aria-label={t('rows.chooseAll')} checked={all} onChange={chooseAll} />
          </th>
        )}
        {columns.map(({ key, name, sortable, figures }, n) => {
          const on = sorted?.key === key;
          const Arrow = sorted?.descending ? IconArrowDown : IconArrowUp;
          return (
            <th
              key={key}
              scope="col"
              className={styles.cell}
              data-figures={figures || undefined}
              data-first={n === 0 || undefined}
              aria-sort={on ? (sorted.descending ? 'descending' : 'ascending') : undefined}
            >
              {sortable && sort ? (
                <UnstyledButton className={styles.sort} title={name} onClick={() => sort(key)}>
                  <span>{name}</span>
                  {on && <Arrow size={14} aria-hidden />}
                </UnstyledButton>
              ) : (
                name
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
