import { Button } from '@mantine/core';
import { useRef } from 'react';
import { DayInput } from '../parts/dates/DayInput';
import { useWords } from '../words';
import styles from './answer.module.css';
import type { Around, FieldInputProps } from './FieldInput';
import { localOf } from './values';

const HOUR_MS = 3_600_000;
const MORNING = 9;

/** Moments that people mean most, as of now: each once. */
export function picks(now: Date) {
  const morning = (days: number) => {
    const at = new Date(now);
    at.setDate(at.getDate() + days);
    at.setHours(MORNING, 0, 0, 0);
    return at;
  };
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const all = [
    { name: 'inHour' as const, at: new Date(now.getTime() + HOUR_MS) },
    { name: 'inThree' as const, at: new Date(now.getTime() + 3 * HOUR_MS) },
    { name: 'tomorrow' as const, at: morning(1) },
    { name: 'monday' as const, at: morning(toMonday) },
    { name: 'inWeek' as const, at: morning(7) },
  ];
  // On a Sunday Monday is tomorrow, on a Monday it is in a week: once is enough.
  const same = all.some(({ name, at }) => name !== 'monday' && at.getTime() === morning(toMonday).getTime());
  return all.filter(({ name }) => name !== 'monday' || !same);
}

/** An instant: one of those that people mean most, or any. */
export function InstantInput({ value, onChange, shared }: Omit<FieldInputProps, 'field'> & { shared: Around }) {
  const { t } = useWords();
  const { 'data-autofocus': autoFocus, ...rest } = shared;
  const input = useRef<HTMLInputElement>(null);
  const text = typeof value === 'string' ? value : '';
  return (
    <div className={styles.instant}>
      <DayInput
        {...rest}
        autoFocus={autoFocus}
        ref={input}
        timed
        className={styles.short}
        value={text}
        onChange={onChange}
      />
      <div className={styles.picks}>
        {picks(new Date()).map(({ name, at }) => (
          <Button
            key={name}
            size="compact-sm"
            variant={text === localOf(at) ? 'filled' : 'default'}
            onClick={() => {
              onChange(localOf(at));
              // So that Enter sends the form, and does not pick the same again.
              input.current?.focus();
            }}
          >
            {t(`pick.${name}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
