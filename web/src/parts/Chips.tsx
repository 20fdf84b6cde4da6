import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useFormat } from '../words/format';
import styles from './parts.module.css';

/** What narrows a list to something: a row of addresses, so that going back and sending a link work. */
export function Chips({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={styles.chips} aria-label={label}>
      {children}
    </nav>
  );
}

type ChipProps = Pick<LinkProps, 'to' | 'search' | 'params'> & {
  on: boolean;
  children: ReactNode;
  /** How much there is behind it; a dash while it is not known. */
  count?: number | undefined;
  counted?: boolean;
};

/** One of them: where it leads, and whether that is where one is. */
export function Chip({ on, children, count, counted = false, ...to }: ChipProps) {
  const { figure } = useFormat();
  return (
    <Link
      {...(to as LinkProps)}
      className={styles.chip}
      data-on={on || undefined}
      aria-current={on || undefined}
      activeOptions={{ exact: true, includeSearch: true }}
    >
      {children}
      {counted && <span className={styles.chipCount}>{count === undefined ? '–' : figure(count)}</span>}
    </Link>
  );
}
