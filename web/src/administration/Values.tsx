import { Button, NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import type { QueryKey, UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMayI } from '../api/me';
import { Section } from '../parts/Section';
import { useAct } from '../parts/use-act';
import { type Both, useWords } from '../words';
import { BothInput, EditDialog } from './EditDialog';
import { Items } from './Items';
import { OptionsInput } from './OptionsInput';

/** A value that cards pick from. */
interface Value {
  key: string;
  name: Both;
  position: number;
  retiredAt: string | null;
  options?: Record<string, Both>;
  /** Of competitors: what is known of them. */
  notes?: string | null;
}

interface Given {
  name: Both;
  position: number;
  retired: boolean;
  options: Record<string, Both>;
  notes: string | null;
}

type Put = (key: string, given: Given, sent: string) => Promise<unknown>;

interface ValuesProps {
  title: string;
  narrow: ReactNode;
  values: UseQueryResult<Value[]>;
  stale: QueryKey;
  withOptions?: boolean;
  withNotes?: boolean;
  put: Put;
}

/** Values in their order; one that is retired stays where it is kept, and is offered no more. */
export function Values({ title, narrow, values, stale, withOptions = false, withNotes = false, put }: ValuesProps) {
  const { t, say } = useWords();
  const may = useMayI('card-setup.change');
  const [edited, edit] = useState<Value | 'new' | null>(null);
  return (
    <Section name={title} aside={may && <Button onClick={() => edit('new')}>{t('administration.addValue')}</Button>}>
      {narrow}
      <Items
        of={values}
        item={({ key, name, retiredAt, options }) => ({
          key,
          name: say(name),
          about: [key, options && Object.values(options).map(say).join(', ')],
          off: retiredAt !== null,
        })}
        edit={may ? edit : undefined}
      />
      {edited && (
        <ValueForm
          value={edited === 'new' ? null : edited}
          withOptions={withOptions}
          withNotes={withNotes}
          put={put}
          stale={stale}
          close={() => edit(null)}
        />
      )}
    </Section>
  );
}

interface FormProps {
  value: Value | null;
  withOptions: boolean;
  withNotes: boolean;
  put: Put;
  stale: QueryKey;
  close: () => void;
}

function ValueForm({ value, withOptions, withNotes, put, stale, close }: FormProps) {
  const { t, say } = useWords();
  const [key, setKey] = useState(value?.key ?? '');
  const [typed, set] = useState<Given>({
    name: value?.name ?? { en: '', ru: '' },
    position: value?.position ?? 0,
    retired: value ? value.retiredAt !== null : false,
    options: value?.options ?? {},
    notes: value?.notes ?? null,
  });
  const type = (change: Partial<Given>) => set({ ...typed, ...change });
  const keep = useAct({
    send: (_: undefined, sent) => put(key, typed, sent),
    stale: [stale],
    says: t('administration.kept'),
    done: close,
  });
  return (
    <EditDialog title={value ? say(value.name) : t('administration.addValue')} close={close} keep={keep}>
      {!value && (
        <TextInput
          label={t('administration.key')}
          required
          value={key}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
      )}
      <BothInput label={t('administration.name')} value={typed.name} onChange={(name) => type({ name })} />
      <NumberInput
        label={t('administration.position')}
        min={0}
        value={typed.position}
        onChange={(position) => type({ position: Number(position) || 0 })}
      />
      {withNotes && (
        <Textarea
          label={t('administration.notes')}
          value={typed.notes ?? ''}
          onChange={({ currentTarget }) => type({ notes: currentTarget.value || null })}
        />
      )}
      {withOptions && <OptionsInput options={typed.options} onChange={(options) => type({ options })} />}
      {value && (
        <Switch
          label={t('administration.retired')}
          checked={typed.retired}
          onChange={({ currentTarget }) => type({ retired: currentTarget.checked })}
        />
      )}
    </EditDialog>
  );
}
