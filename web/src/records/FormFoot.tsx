import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from '../answer/answer.module.css';
import { RefusedNote } from '../answer/RefusedNote';
import type { Refused } from '../api/client';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';

interface FormFootProps {
  /** What pressing it does, in words. */
  does: string;
  form: { busy: boolean; waits: boolean; refused: Refused | null; fault: unknown };
  /** What the refusal says beside what stands at single fields. */
  others?: readonly string[];
  close?: (() => void) | undefined;
  disabled?: boolean;
  children?: ReactNode;
}

/** Under a form: what became of the try to send it, and the button that sends. */
export function FormFoot({ does, form, others = [], close, disabled = false, children }: FormFootProps) {
  const { t } = useWords();
  const words = useFaultWords();
  return (
    <>
      {form.waits && (
        <p className={styles.moved} role="status">
          {t('answer.waits')}
        </p>
      )}
      {form.refused && <RefusedNote refused={form.refused} others={others} />}
      {form.fault !== null && !form.refused && (
        <p className={styles.refused} role="alert">
          {words(form.fault)}
        </p>
      )}
      <div className={styles.actions}>
        <Button type="submit" loading={form.busy} disabled={disabled}>
          {does}
        </Button>
        {children}
        {close && (
          <Button variant="subtle" color="gray" onClick={close}>
            {t('answer.close')}
          </Button>
        )}
      </div>
    </>
  );
}
