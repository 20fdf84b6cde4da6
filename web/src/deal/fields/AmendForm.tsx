import { type FormEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { FieldInput } from '../../answer/FieldInput';
import { useFaults } from '../../answer/use-answer';
import type { AskedField, Value } from '../../answer/values';
import { readAnew } from '../../records/on';
import { useKept } from '../../records/use-kept';
import { useWords } from '../../words';
import { MovedFoot } from '../MovedFoot';
import { namesOf } from '../names';
import type { Card, Definition, Kind } from '../queries';
import { type Amended, amend } from './amend';
import styles from './fields.module.css';

interface AmendFormProps {
  kind: Kind;
  card: Card;
  definition: Definition;
  field: AskedField;
  close: () => void;
}

export const amendScope = (id: string, key: string): string => `amend.${id}.${key}`;

/** One field of the process, changed where it stands. */
export function AmendForm({ kind, card, definition, field, close }: AmendFormProps) {
  const { t } = useWords();
  const form = useKept<Amended, unknown>({
    scope: amendScope(card.id, field.key),
    first: { value: (field.value as Value) ?? null, seq: card.seq },
    send: (typed, key) => amend(kind, card, field, typed, key),
    done: () => {
      readAnew(card);
      close();
    },
  });
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const { byField, others } = useFaults(form.refused, namesOf(definition));
  const giveUp = () => {
    form.giveUp();
    close();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.busy) form.send();
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Escape') giveUp();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
  };
  return (
    <form ref={element} className={styles.form} onSubmit={submit} onKeyDown={pressed} noValidate>
      <FieldInput
        field={field}
        value={form.value.value ?? undefined}
        currency={'amount' in card ? card.amount?.currency : undefined}
        error={byField[field.key]}
        onChange={(value) => form.set({ value })}
      />
      <MovedFoot does={t('onDeal.keep')} form={form} others={others} close={giveUp} />
    </form>
  );
}
