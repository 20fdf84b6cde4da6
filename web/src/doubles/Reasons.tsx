import type { Shown } from '../api/client';
import { useWords } from '../words';
import styles from './doubles.module.css';
import './words';

/** Why two records may be of the same one, and what speaks against it. */
export function Reasons({ reasons }: { reasons: readonly Shown['DuplicateReason'][] }) {
  const { t } = useWords();
  return (
    <ul className={styles.reasons}>
      {reasons.map(({ code, left, right, weight }) => (
        <li key={`${code} ${left} ${right}`} data-against={weight < 0 || undefined}>
          {t(`doubles.reason.${code}`)}
          {left !== '' && <span className={styles.quiet}> {left === right ? left : `${left} / ${right}`}</span>}
        </li>
      ))}
    </ul>
  );
}
