import { NativeSelect, NumberInput, Radio, Select, Switch, Textarea } from '@mantine/core';
import { DayInput } from '../parts/dates/DayInput';
import { useWords } from '../words';
import styles from './answer.module.css';
import { InstantInput } from './InstantInput';
import { MoneyInput } from './MoneyInput';
import type { AskedField, Value } from './values';

export interface FieldInputProps {
  field: AskedField;
  value: Value | undefined;
  onChange: (value: Value) => void;
  required?: boolean;
  error?: string | undefined;
  /** Beside the field's own hint. */
  hint?: string | undefined;
  autoFocus?: boolean;
  /** What money is counted in, where nothing says so. */
  currency?: string | undefined;
}

/** Up to so many choices are laid open. */
const OPEN_CHOICES = 8;

/** One field of a process, by its type. */
export function FieldInput(props: FieldInputProps) {
  const { field, value, onChange, required = false, error, autoFocus = false } = props;
  const { say } = useWords();
  const description = [field.hint && say(field.hint), props.hint].filter(Boolean).join(' · ') || undefined;
  const shared = { label: say(field.name), description, required, error, 'data-autofocus': autoFocus || undefined };
  const text = typeof value === 'string' ? value : '';
  switch (field.type) {
    case 'choice':
      return <ChoiceInput {...props} shared={shared} />;
    case 'money':
      return <MoneyInput {...props} shared={shared} />;
    case 'instant':
      return <InstantInput {...props} shared={shared} />;
    case 'boolean':
      return (
        <Switch
          {...shared}
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case 'number':
    case 'percent':
      return (
        <NumberInput
          {...shared}
          value={typeof value === 'number' ? value : ''}
          onChange={(typed) => onChange(typeof typed === 'number' ? typed : null)}
          {...(field.type === 'percent' && { suffix: ' %' })}
          hideControls
        />
      );
    case 'date':
      return (
        <DayInput
          {...{ label: shared.label, description, required, error, autoFocus }}
          className={styles.short}
          value={text}
          onChange={onChange}
        />
      );
    default:
      return (
        <Textarea
          {...shared}
          autosize
          minRows={2}
          maxRows={8}
          value={text}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
  }
}

/** What each kind of input shows around itself. */
export interface Around {
  label: string;
  description: string | undefined;
  required: boolean;
  error: string | undefined;
  'data-autofocus': true | undefined;
}

function ChoiceInput({ field, value, onChange, shared }: FieldInputProps & { shared: Around }) {
  const { say, t } = useWords();
  const { 'data-autofocus': autoFocus, ...around } = shared;
  const options = field.options.map((one) => ({ value: one.value, label: say(one.name) }));
  const chosen = typeof value === 'string' ? value : null;
  if (options.length > OPEN_CHOICES)
    return <Select {...shared} data={options} value={chosen} onChange={onChange} searchable clearable />;
  if (options.length === 0) return <NativeSelect {...around} data={[t('answer.noChoices')]} disabled />;
  return (
    <Radio.Group {...around} value={chosen} onChange={onChange}>
      <div className={styles.choices}>
        {options.map((one, n) => (
          <Radio
            key={one.value}
            value={one.value}
            label={one.label}
            className={styles.choice}
            data-autofocus={(autoFocus && (chosen ? one.value === chosen : n === 0)) || undefined}
          />
        ))}
      </div>
    </Radio.Group>
  );
}
