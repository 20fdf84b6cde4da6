import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { NotReached, Refused } from '../api/client';
import { useWords } from '../words';
import styles from './parts.module.css';

/** What stands where there is nothing to show: why, and what one could do. */
export function State({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.state}>
      <p className={styles.stateTitle}>{title}</p>
      {children}
    </div>
  );
}

/** While something is read for the first time. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useWords();
  return (
    <div className={styles.loading} role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, n) => `row ${n}`).map((key) => (
        <Skeleton key={key} height={56} radius="md" />
      ))}
    </div>
  );
}

/** What could not be read, in words, and a way to try again. */
export function Failed({ fault, again }: { fault: unknown; again: () => void }) {
  const { t } = useWords();
  return (
    <State title={t('state.failed')}>
      <p>{useFaultWords()(fault)}</p>
      <Button variant="light" onClick={again}>
        {t('state.again')}
      </Button>
    </State>
  );
}

/** What went wrong, for a person. */
export function useFaultWords() {
  const { t, language } = useWords();
  return (fault: unknown): string => {
    if (fault instanceof NotReached) return t('fault.NotReached');
    if (!(fault instanceof Refused)) return t('fault.Unknown');
    const { code } = fault.problem;
    const known = t(`fault.${code as 'NotFound'}`, { defaultValue: '' });
    if (known !== '') return known;
    return language === 'en' ? fault.message : `${t('fault.Unknown')} (${code})`;
  };
}
