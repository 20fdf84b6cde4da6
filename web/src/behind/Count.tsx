import { Link } from '@tanstack/react-router';
import type { Shown } from '../api/client';
import { Sum } from '../parts/Sum';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './behind.module.css';
import './words';

const API = '/api/v1';

/** An address of the API as a screen's own address holds it. */
export const behindOf = (opens: string): string => (opens.startsWith(API) ? opens.slice(API.length) : opens);

interface CountProps {
  of: { count: number; opens: string };
  /** What is shown in place of the number. */
  children?: string;
}

/** A number that opens what it counts, beside the screen that it stands on. */
export function Count({ of: { count, opens }, children }: CountProps) {
  const { t } = useWords();
  const { figure } = useFormat();
  const shown = children ?? figure(count);
  if (count === 0) return <span className={styles.zero}>{shown}</span>;
  return (
    <Link
      to="."
      search={((was: object) => ({ ...was, behind: behindOf(opens) })) as never}
      className={styles.count}
      aria-label={t('behind.opens', { number: shown })}
      preload={false}
      resetScroll={false}
    >
      {shown}
    </Link>
  );
}

/** A number of deals with their money, in the base currency. */
export function Worth({ of }: { of: Shown['WorthOut'] }) {
  return (
    <>
      <Count of={of} />
      {of.amount && of.count > 0 && (
        <span className={styles.money}>
          <Sum of={of.amount} />
        </span>
      )}
    </>
  );
}
