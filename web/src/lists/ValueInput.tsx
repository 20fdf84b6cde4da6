import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { usePeople } from '../api/company';
import { DayInput } from '../parts/dates/DayInput';
import { useWords } from '../words';
import type { Op } from './conditions';
import styles from './lists.module.css';
import { accountListsQuery, type Field } from './queries';
import { LONG_SPANS, SPANS } from './use-condition-words';

interface ValueInputProps {
  field: Field;
  op: Op;
  values: readonly string[];
  onChange: (values: string[]) => void;
}

/** What a field is held against, as its type wants it. */
export function ValueInput(props: ValueInputProps) {
  const { field, op, values, onChange } = props;
  const { t } = useWords();
  const [value = ''] = values;
  const label = t('lists.value');
  const one = (next: string | null) => onChange(next === null ? [] : [next]);
  if (field.key === '') return <ListInput {...props} />;
  switch (field.type) {
    case 'person':
      return <PersonInput {...props} />;
    case 'flag':
      return (
        <Select
          label={label}
          data={[
            { value: 'yes', label: t('lists.yes') },
            { value: 'no', label: t('lists.no') },
          ]}
          value={value || null}
          onChange={one}
        />
      );
    case 'number':
      return <NumberInput label={label} value={value} onChange={(next) => one(String(next))} hideControls />;
    case 'money':
      return <AmountInput value={value} onChange={one} />;
    case 'date':
    case 'time':
      return <TimeInput value={value} onChange={one} />;
    default:
      return field.options && (op === 'in' || op === 'not in') ? (
        <OptionsInput {...props} />
      ) : (
        <TextInput
          label={label}
          value={value}
          onChange={({ currentTarget }) => one(currentTarget.value)}
          maxLength={300}
        />
      );
  }
}

function OptionsInput({ field, values, onChange }: ValueInputProps) {
  const { t, say } = useWords();
  const options = field.options ?? {};
  const data = [...new Set([...Object.keys(options), ...values])].map((value) => {
    const name = options[value];
    return { value, label: name ? say(name) : value };
  });
  return <MultiSelect label={t('lists.value')} data={data} value={[...values]} onChange={onChange} searchable />;
}

function PersonInput({ values, onChange }: ValueInputProps) {
  const { t } = useWords();
  const people = usePeople(true);
  const data = [
    { value: 'me', label: t('lists.asker.me') },
    { value: 'my team', label: t('lists.asker.my team') },
    ...(people.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return <MultiSelect label={t('lists.value')} data={data} value={[...values]} onChange={onChange} searchable />;
}

function ListInput({ values, onChange }: ValueInputProps) {
  const { t } = useWords();
  const lists = useQuery(accountListsQuery);
  return (
    <Select
      label={t('lists.value')}
      data={(lists.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={values[0] ?? null}
      onChange={(id) => onChange(id === null ? [] : [id])}
      searchable
      nothingFoundMessage={t('lists.noLists')}
    />
  );
}

function AmountInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useWords();
  const [amount = '', currency = ''] = value.split(' ');
  const put = (next: { amount?: string; currency?: string }) => {
    const now = { amount, currency, ...next };
    onChange(`${now.amount.replace(',', '.')} ${now.currency.toUpperCase()}`.trim());
  };
  return (
    <div className={styles.pair}>
      <TextInput
        label={t('lists.value')}
        inputMode="decimal"
        value={amount}
        onChange={({ currentTarget }) => put({ amount: currentTarget.value.replace(/\s/g, '') })}
      />
      <TextInput
        label={t('answer.currency')}
        maxLength={3}
        value={currency}
        onChange={({ currentTarget }) => put({ currency: currentTarget.value.trim() })}
      />
    </div>
  );
}

const AGO = ['-7d', '-30d', '-3 months', '-6 months', '-1 years'] as const;
const ON_A_DAY = 'day';

/** A day, or a span that moves with the day it is read on. */
function TimeInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useWords();
  const day = /^\d{4}-\d\d-\d\d/.test(value);
  const spans = [...SPANS, ...LONG_SPANS].map((span) => ({ value: span as string, label: t(`lists.span.${span}`) }));
  const agos = AGO.map((span) => {
    const [, count, unit] = /^-(\d+)\s?(\w)/.exec(span) ?? [];
    return { value: span as string, label: t(`lists.ago.${unit as 'd'}`, { count: Number(count) }) };
  });
  const known = [...spans, ...agos, { value: ON_A_DAY, label: t('lists.aDay') }];
  const data =
    value === '' || day || known.some((one) => one.value === value) ? known : [...known, { value, label: value }];
  return (
    <div className={styles.pair}>
      <Select
        label={t('lists.value')}
        data={data}
        value={day ? ON_A_DAY : value || null}
        onChange={(next) => onChange(next === ON_A_DAY ? new Date().toISOString().slice(0, 10) : (next ?? ''))}
        searchable
      />
      {day && <DayInput label={t('lists.aDay')} required value={value.slice(0, 10)} onChange={onChange} />}
    </div>
  );
}
