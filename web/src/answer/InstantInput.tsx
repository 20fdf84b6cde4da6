import { Button, TextInput } from '@mantine/core';
import { useWords } from '../words';
import styles from './answer.module.css';
import type { Around, FieldInputProps } from './FieldInput';
import { localOf } from './values';

const HOUR_MS = 3_600_000;
const MORNING = 9;

/** Moments that people mean most, as of now. */
export function picks(now: Date) {
  const morning = (days: number) => {
    const at = new Date(now);
    at.setDate(at.getDate() + days);
    at.setHours(MORNING, 0, 0, 0);
    return at;
  };
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { name: 'inHour' as const, at: new Date(now.getTime() + HOUR_MS) },
    { name: 'inThree' as const, at: new Date(now.getTime() + 3 * HOUR_MS) },
    { name: 'tomorrow' as const, at: morning(1) },
    { name: 'monday' as const, at: morning(toMonday) },
    { name: 'inWeek' as const, at: morning(7) },
  ];
}

/** An instant: one of those that people mean most, or any. */
export function InstantInput({ value, onChange, shared }: Omit<FieldInputProps, 'field'> & { shared: Around }) {
  const { t } = useWords();
  const text = typeof value === 'string' ? value : '';
  return (
    <div className={styles.instant}>
      <TextInput
        {...shared}
        type="datetime-local"
        className={styles.short}
        value={text}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <div className={styles.picks}>
        {picks(new Date()).map(({ name, at }) => (
          <Button
            key={name}
            size="compact-sm"
            variant={text === localOf(at) ? 'filled' : 'default'}
            onClick={() => onChange(localOf(at))}
          >
            {t(`pick.${name}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
