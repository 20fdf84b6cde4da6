import { Button } from '@mantine/core';
import { RefusedNote } from '../answer/RefusedNote';
import { Refused } from '../api/client';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './clients.module.css';

/** Why a change of a card did not come through; where somebody was quicker: who, and what stands there now. */
export function ChangedMeanwhile({ fault, again, busy }: { fault: unknown; again: () => void; busy: boolean }) {
  const { t } = useWords();
  const words = useFaultWords();
  const { when } = useFormat();
  if (!(fault instanceof Refused))
    return (
      <p role="alert" className={styles.refused}>
        {words(fault)}
      </p>
    );
  const ours = (fault.problem.differences ?? []).filter(({ yours }) => yours !== undefined);
  if (ours.length === 0)
    return <RefusedNote refused={fault} others={(fault.problem.errors ?? []).map(({ message }) => message)} />;
  return (
    <div role="alert" className={styles.refused}>
      {ours.map(({ field, now, by, at }) => (
        <p key={field}>
          {t('clients.meanwhile', { who: by?.name ?? t('clients.somebody'), when: when(at), now: plain(now) })}
        </p>
      ))}
      <div>
        <Button size="compact-md" variant="default" loading={busy} onClick={again}>
          {t('clients.mineAnyway')}
        </Button>
      </div>
    </div>
  );
}

/** A value of a card in a line. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.map(plain).join(', ') || '–';
  if (typeof value !== 'object') return String(value);
  if ('amount' in value && 'currency' in value) return `${String(value.amount)} ${String(value.currency)}`;
  if ('name' in value && 'id' in value) return String(value.name);
  return (
    Object.values(value)
      .filter((one) => one !== null && one !== '')
      .map(plain)
      .join(', ') || '–'
  );
}
