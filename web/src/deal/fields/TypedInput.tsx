import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FieldInput } from '../../answer/FieldInput';
import { MoneyInput } from '../../answer/MoneyInput';
import type { Value } from '../../answer/values';
import { RecordPick } from '../../records/RecordPick';
import { useWords } from '../../words';
import { type CustomField, catalogueQuery, type Estimate, refOf, type TypedField } from './typed-fields';

interface InputProps {
  field: TypedField | { custom: CustomField };
  name: string;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

/** The input of one word of a card, by how it is typed. */
export function TypedInput({ field, name: label, value, error, onChange }: InputProps): ReactNode {
  const text = typeof value === 'string' ? value : '';
  if ('custom' in field) return <CustomInput field={field.custom} value={value} error={error} onChange={onChange} />;
  const around = { label, error, description: undefined, required: field.required ?? false };
  switch (field.way) {
    case 'account':
    case 'contact':
    case 'product':
      return <RecordPick label={label} kind={field.way} error={error} value={refOf(value)} onChange={onChange} />;
    case 'money':
      return (
        <MoneyInput
          field={MONEY}
          value={(value as Value) ?? undefined}
          onChange={onChange}
          shared={{ ...around, 'data-autofocus': undefined }}
        />
      );
    case 'estimate':
      return <EstimateInput label={label} value={value} error={error} onChange={onChange} />;
    case 'competitor':
      return <CompetitorInput label={label} value={text} error={error} onChange={onChange} />;
    case 'long':
      return (
        <Textarea
          {...around}
          autosize
          minRows={2}
          value={text}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...around}
          type={field.way === 'email' ? 'email' : field.way === 'phone' ? 'tel' : 'text'}
          value={text}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
  }
}

const MONEY = { key: '', type: 'money' as const, name: { en: '', ru: '' }, hint: null, value: null, options: [] };

function CompetitorInput({
  label,
  value,
  error,
  onChange,
}: { label: string; value: string } & Pick<InputProps, 'error' | 'onChange'>) {
  const { say } = useWords();
  const competitors = useQuery(catalogueQuery('competitor'));
  const offered = (competitors.data ?? []).filter(({ key, retiredAt }) => retiredAt === null || key === value);
  return (
    <Select
      label={label}
      error={error}
      clearable
      searchable
      data={offered.map(({ key, name }) => ({ value: key, label: say(name) }))}
      value={value === '' ? null : value}
      onChange={onChange}
    />
  );
}

function EstimateInput({
  label,
  value,
  error,
  onChange,
}: { label: string } & Pick<InputProps, 'value' | 'error' | 'onChange'>) {
  const { t } = useWords();
  const { probabilityPct, amount } = (value ?? {}) as Estimate;
  return (
    <>
      <NumberInput
        label={`${label}: ${t('deal.probability')}`}
        error={error}
        min={0}
        max={100}
        suffix=" %"
        hideControls
        value={probabilityPct ?? ''}
        onChange={(typed) => onChange({ amount, probabilityPct: typeof typed === 'number' ? typed : null })}
      />
      <MoneyInput
        field={MONEY}
        value={amount ?? undefined}
        onChange={(typed) => onChange({ probabilityPct, amount: typed })}
        shared={{
          label: `${label}: ${t('deal.amount')}`,
          error: undefined,
          description: undefined,
          required: false,
          'data-autofocus': undefined,
        }}
      />
    </>
  );
}

const TYPES = {
  text: 'text',
  number: 'number',
  flag: 'boolean',
  date: 'date',
  choice: 'choice',
  money: 'money',
} as const;

function CustomInput({
  field,
  value,
  error,
  onChange,
}: { field: CustomField } & Pick<InputProps, 'value' | 'error' | 'onChange'>) {
  const options = Object.entries(field.options).map(([key, name]) => ({ value: key, name }));
  const asked = { key: field.key, type: TYPES[field.type], name: field.name, hint: null, value: null, options };
  return (
    <FieldInput
      field={asked}
      required={field.required}
      value={(value as Value) ?? undefined}
      error={error}
      onChange={onChange}
    />
  );
}
