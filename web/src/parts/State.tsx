import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { NotReached, Refused } from '../api/client';
import { useWords } from '../words';
import styles from './parts.module.css';

interface StateProps {
  title: string;
  /** Whether it stands for the whole screen, whose heading it then is. */
  whole?: boolean;
  children?: ReactNode;
}

/** What stands where there is nothing to show: why, and what one could do. */
export function State({ title, whole = false, children }: StateProps) {
  const Title = whole ? 'h1' : 'p';
  return (
    <div className={styles.state}>
      <Title className={styles.stateTitle}>{title}</Title>
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

/** What could not be read, in words, and a way to try again; of what is not there, the way to where one is at home. */
export function Failed({ fault, again, whole = false }: { fault: unknown; again: () => void; whole?: boolean }) {
  const { t } = useWords();
  const words = useFaultWords()(fault);
  const gone = whole && fault instanceof Refused && fault.problem.status === 404;
  return (
    <State title={gone ? words : t('state.failed')} whole={whole}>
      {gone ? (
        <Link to="/inbox">{t('shell.toInbox')}</Link>
      ) : (
        <>
          <p>{words}</p>
          <Button
            variant="light"
            onClick={({ currentTarget }) => {
              stayNear(currentTarget);
              again();
            }}
          >
            {t('state.again')}
          </Button>
        </>
      )}
    </State>
  );
}

/** The button goes while it is tried: whoever pressed it by key goes on in what it stood in, not from the top of the page. */
function stayNear(button: HTMLElement): void {
  button.closest<HTMLElement>('[role="dialog"], main')?.focus({ preventScroll: true });
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
