import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed, Loading, State } from '../parts/State';
import { useWords } from '../words';
import styles from './administration.module.css';

interface Item {
  key: string;
  name: string;
  /** Beside the name, in quiet letters. */
  about: readonly (string | null | undefined | false)[];
  /** It counts no longer. */
  off?: boolean;
  acts?: ReactNode;
}

interface ItemsProps<T> {
  of: Pick<UseQueryResult<readonly T[]>, 'data' | 'error' | 'refetch'>;
  item: (one: T) => Item;
  /** Opens one for a change; without it nobody may. */
  edit?: ((one: T) => void) | undefined;
}

/** What there is of something, each with what may be done with it. */
export function Items<T>({ of: { data, error, refetch }, item, edit }: ItemsProps<T>) {
  const { t } = useWords();
  if (error && !data) return <Failed fault={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  if (data.length === 0) return <State title={t('administration.none')} />;
  return (
    <ul className={styles.items}>
      {data.map((one) => {
        const { key, name, about, off, acts } = item(one);
        return (
          <li key={key} className={styles.item} data-off={off || undefined}>
            <div>
              <strong>{name}</strong>
              <p className={styles.quiet}>{[...about, off && t('administration.off')].filter(Boolean).join(' · ')}</p>
            </div>
            <div className={styles.line}>
              {acts}
              {edit && (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => edit(one)}
                  aria-label={t('administration.changeOf', { name })}
                >
                  {t('administration.change')}
                </Button>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
