import { Button, Textarea } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Key } from '../parts/Light';
import { useWords } from '../words';
import styles from './answer.module.css';
import { FieldInput } from './FieldInput';
import { type AskedField, isEmpty, type Typed, type Value } from './values';

/** A field of an answer, and whether the answer cannot do without it. */
export interface Asking {
  field: AskedField;
  required: boolean;
  /** What for, where that is not the answer itself. */
  hint?: string;
}

interface AnswerFormProps {
  name: string;
  leads?: string | undefined;
  asks: readonly Asking[];
  typed: Typed;
  /** What the server says is wrong, by field. */
  faults: Readonly<Record<string, string>>;
  busy: boolean;
  currency?: string | undefined;
  /** What stands above the fields: what has moved on, what was refused. */
  children?: ReactNode;
  onType: (typed: Typed) => void;
  onSend: () => void;
  onClose: () => void;
}

/** The form of an answer: what it still needs, what it confirms, and words to go with it. */
export function AnswerForm(props: AnswerFormProps) {
  const { name, leads, asks, typed, faults, busy, currency, onType, onSend, onClose } = props;
  const { t } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const [says, setSays] = useState(typed.comment !== '');
  // The first field that is missing; where all are known, the button, so that Enter is enough.
  useEffect(() => {
    const fields = form.current?.querySelector<HTMLElement>('[data-autofocus]');
    (fields ?? form.current?.querySelector<HTMLElement>('[type=submit]'))?.focus();
  }, []);
  const here = ({ key, value }: AskedField): Value | undefined => typed.values[key] ?? value ?? undefined;
  const lacks = asks.filter(({ field, required }) => required && isEmpty(here(field)));
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (lacks.length === 0 && !busy) onSend();
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
  };
  const faultOf = (key: string, missing: boolean) => faults[key] ?? (tried && missing ? t('answer.needed') : undefined);
  const focused = lacks[0]?.field.key;
  return (
    <form ref={form} className={styles.form} onSubmit={submit} onKeyDown={pressed} aria-label={name} noValidate>
      <p className={styles.title}>
        {name}
        {leads && (
          <span className={styles.leads}>
            <IconArrowRight size={14} aria-hidden /> {leads}
          </span>
        )}
      </p>
      {props.children}
      {asks.map(({ field, required, hint }) => (
        <FieldInput
          key={field.key}
          field={field}
          value={here(field)}
          required={required}
          hint={hint}
          currency={currency}
          autoFocus={field.key === focused}
          error={faultOf(field.key, required && isEmpty(here(field)))}
          onChange={(value) => onType({ ...typed, key: '', values: { ...typed.values, [field.key]: value } })}
        />
      ))}
      {says ? (
        <Textarea
          label={t('answer.comment')}
          autosize
          minRows={2}
          value={typed.comment}
          onChange={({ currentTarget }) => onType({ ...typed, key: '', comment: currentTarget.value })}
        />
      ) : null}
      <div className={styles.actions}>
        <Button type="submit" loading={busy} rightSection={<Key>Enter</Key>}>
          {name}
        </Button>
        {!says && (
          <Button variant="subtle" onClick={() => setSays(true)}>
            {t('answer.addComment')}
          </Button>
        )}
        <Button variant="subtle" color="gray" onClick={onClose} rightSection={<Key>Esc</Key>}>
          {t('answer.close')}
        </Button>
      </div>
    </form>
  );
}
