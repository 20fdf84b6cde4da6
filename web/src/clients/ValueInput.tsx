import { Autocomplete, NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { MoneyInput } from '../answer/MoneyInput';
import type { Value } from '../answer/values';
import { DayInput } from '../parts/dates/DayInput';
import { PersonSelect } from '../records/PersonSelect';
import { RecordPick } from '../records/RecordPick';
import { useWords } from '../words';

export type ValueType =
  | 'text'
  | 'long'
  | 'email'
  | 'number'
  | 'money'
  | 'date'
  | 'flag'
  | 'texts'
  | 'choice'
  | 'suggest'
  | 'person'
  | 'account';

export interface Option {
  value: string;
  label: string;
}

interface ValueInputProps {
  type: ValueType;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  options?: readonly Option[] | undefined;
  error?: string | undefined;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** One value of a card, by its type. An organisation or a person is held as `{ id, name }`, a colleague by id. */
export function ValueInput({ type, label, value, onChange, options = [], error }: ValueInputProps) {
  const { t } = useWords();
  const shared = { label, error, 'data-autofocus': true, autoFocus: true } as const;
  const typed = {
    ...shared,
    value: textOf(value),
    onChange: (e: { currentTarget: { value: string } }) => onChange(e.currentTarget.value),
  };
  switch (type) {
    case 'long':
      return <Textarea {...typed} autosize minRows={3} maxRows={12} />;
    case 'date':
      return <DayInput {...{ label, error }} autoFocus value={textOf(value)} onChange={onChange} />;
    case 'number':
      return (
        <NumberInput
          {...shared}
          value={typeof value === 'number' ? value : ''}
          onChange={(given) => onChange(typeof given === 'number' ? given : null)}
          hideControls
        />
      );
    case 'money':
      return (
        <MoneyInput
          field={{ key: 'money', type: 'money', name: { en: label, ru: label }, hint: null, value: null, options: [] }}
          value={(value ?? undefined) as Value | undefined}
          onChange={onChange}
          shared={{ label, description: undefined, required: false, error, 'data-autofocus': true }}
        />
      );
    case 'flag':
      return (
        <Select
          {...shared}
          clearable
          value={typeof value === 'boolean' ? String(value) : null}
          onChange={(given) => onChange(given === null ? null : given === 'true')}
          data={[
            { value: 'true', label: t('yes') },
            { value: 'false', label: t('no') },
          ]}
        />
      );
    case 'choice':
      return (
        <Select
          {...shared}
          clearable
          searchable
          value={textOf(value) || null}
          onChange={onChange}
          data={[...options]}
        />
      );
    case 'suggest': {
      const names = new Map(options.map((one) => [one.label, one.value]));
      const shown = options.find((one) => one.value === value)?.label ?? textOf(value);
      return (
        <Autocomplete
          {...shared}
          value={shown}
          onChange={(given) => onChange(names.get(given) ?? given)}
          data={[...names.keys()]}
        />
      );
    }
    case 'texts':
      return <TagsInput {...shared} value={Array.isArray(value) ? value.map(String) : []} onChange={onChange} />;
    case 'person':
      return <PersonSelect label={label} value={textOf(value) || null} onChange={onChange} error={error} autoFocus />;
    case 'account':
      return (
        <RecordPick
          label={label}
          kind="account"
          value={(value ?? null) as { id: string; name: string } | null}
          onChange={onChange}
          error={error}
          autoFocus
        />
      );
    default:
      return <TextInput {...typed} type={type === 'email' ? 'email' : 'text'} />;
  }
}
