import type { ReactNode } from 'react';
import styles from './parts.module.css';

/** Why something did not come through, beside what was to do it. */
export function Why({ children }: { children: ReactNode }) {
  return children ? (
    <p role="alert" className={styles.why}>
      {children}
    </p>
  ) : null;
}
