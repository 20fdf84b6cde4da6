import type { Refused } from '../api/client';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import styles from './answer.module.css';

/** Why something may not happen now, and what would let it. */
export function RefusedNote({ refused, others }: { refused: Refused; others: readonly string[] }) {
  const { t } = useWords();
  const words = useFaultWords();
  const { code, holder } = refused.problem;
  return (
    <div className={styles.refused} role="alert">
      <strong>{holder ? t('refused.held', { who: holder.name }) : words(refused)}</strong>
      {others.length > 0 && !holder && (
        <ul>
          {others.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      {code === 'Stale' && <p>{t('moved.kept')}</p>}
    </div>
  );
}
