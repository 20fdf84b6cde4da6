import { Button, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { Dialog } from '../parts/Dialog';
import { Why } from '../parts/Why';
import { type Both, useWords } from '../words';
import styles from './administration.module.css';

interface EditProps {
  title: string;
  close: () => void;
  /** What keeps it; the dialog closes by what it does when it is done. */
  keep: { act: (given: undefined) => void; busy: boolean; why: string | null };
  /** Beside the button that keeps it. */
  aside?: ReactNode;
  children: ReactNode;
  size?: string;
}

/** A form over the screen: kept as a whole, or not at all. */
export function EditDialog({ title, close, keep, aside, children, size = 'lg' }: EditProps) {
  const { t } = useWords();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.act(undefined);
  };
  return (
    <Dialog title={title} close={close} size={size}>
      <form onSubmit={submit} className={styles.form}>
        {children}
        <Why>{keep.why}</Why>
        <div className={styles.line}>
          <Button type="submit" loading={keep.busy}>
            {t('administration.keep')}
          </Button>
          {aside}
        </div>
      </form>
    </Dialog>
  );
}

/** A name in each language. */
export function BothInput({ label, value, onChange }: { label: string; value: Both; onChange: (value: Both) => void }) {
  return (
    <div className={styles.both}>
      {(['en', 'ru'] as const).map((language) => (
        <TextInput
          key={language}
          label={`${label} (${language})`}
          required
          maxLength={200}
          value={value[language]}
          onChange={({ currentTarget }) => onChange({ ...value, [language]: currentTarget.value })}
        />
      ))}
    </div>
  );
}
