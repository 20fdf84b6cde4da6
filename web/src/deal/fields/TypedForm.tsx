import { type FormEvent, useEffect, useRef } from 'react';
import { useFaults } from '../../answer/use-answer';
import { isEmpty, isMoney, type Value } from '../../answer/values';
import { FormFoot } from '../../records/FormFoot';
import { readAnew } from '../../records/on';
import { useKept } from '../../records/use-kept';
import { useWords } from '../../words';
import type { Card, Kind } from '../queries';
import styles from './fields.module.css';
import { TypedInput } from './TypedInput';
import { type Changes, type CustomField, change, type Estimate, refOf, type TypedField } from './typed-fields';

interface TypedFormProps {
  kind: Kind;
  card: Card;
  name: string;
  value: unknown;
  field: TypedField | { custom: CustomField };
  close: () => void;
}

export const typedScope = (id: string, key: string): string => `typed.${id}.${key}`;
const keyOf = (field: TypedFormProps['field']) => ('custom' in field ? `custom.${field.custom.key}` : field.key);

/** One word of a card, changed where it stands. Each is for itself: two people who change different ones both keep theirs. */
export function TypedForm({ kind, card, name, value, field, close }: TypedFormProps) {
  const { t } = useWords();
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const form = useKept<{ value: unknown }, Card>({
    scope: typedScope(card.id, keyOf(field)),
    first: { value },
    send: (typed, key) => change(kind, card.id, bodyOf(field, typed.value), key),
    done: () => {
      readAnew(card);
      close();
    },
  });
  const { byField, others } = useFaults(form.refused, {});
  const giveUp = () => {
    form.giveUp();
    close();
  };
  const error = Object.values(byField)[0];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.busy) form.send();
  };
  return (
    <form
      ref={element}
      className={styles.form}
      onSubmit={submit}
      onKeyDown={({ key, defaultPrevented }) => key === 'Escape' && !defaultPrevented && giveUp()}
      noValidate
    >
      <TypedInput
        field={field}
        name={name}
        error={error}
        value={form.value.value}
        onChange={(next) => form.set({ value: next })}
      />
      <FormFoot does={t('onDeal.keep')} form={form} others={others} close={giveUp} />
    </form>
  );
}

function bodyOf(field: TypedFormProps['field'], value: unknown): Changes {
  if ('custom' in field) return { custom: { [field.custom.key]: cleaned(value) as Value } };
  const key = field.sends ?? field.key;
  if (field.sends) return { [key]: refOf(value)?.id ?? null } as unknown as Changes;
  if (field.way === 'estimate') {
    const { probabilityPct, amount } = (value ?? {}) as Estimate;
    const sum = cleaned(amount);
    const estimate = { ...(probabilityPct != null && { probabilityPct }), ...(sum !== null && { amount: sum }) };
    return { [key]: Object.keys(estimate).length > 0 ? estimate : null } as Changes;
  }
  return { [key]: cleaned(value) } as Changes;
}

/** As the API takes it: what was emptied is null, and a comma parts the cents as a point does. */
function cleaned(value: unknown): unknown {
  if (isEmpty(value as Value | undefined)) return null;
  if (isMoney(value)) return { amount: value.amount.trim().replace(',', '.'), currency: value.currency.trim() };
  return typeof value === 'string' ? value.trim() : value;
}
