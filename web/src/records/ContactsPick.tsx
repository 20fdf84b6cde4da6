import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../api/client';
import type { Ref } from './on';

interface ContactsPickProps {
  label: string;
  description?: string;
  /** Who is offered before anything is typed: the people of this client. */
  known: readonly Ref[];
  value: readonly Ref[];
  onChange: (picked: Ref[]) => void;
}

const PAUSE_MS = 200;

/** Several people of clients: those of this one at once, others by a part of their name. */
export function ContactsPick({ label, description, known, value, onChange }: ContactsPickProps) {
  const [typed, type] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const found = useQuery({
    queryKey: ['search', 'pick', 'contact', asked],
    enabled: asked !== '',
    placeholderData: (before) => before,
    queryFn: () => told(api.GET('/search', { params: { query: { q: asked, kinds: 'contact', limit: 12 } } })),
  });
  const hits = asked === '' ? [] : (found.data?.groups ?? []).flatMap(({ items }) => items);
  const names = new Map([...known, ...value, ...hits].map(({ id, name }) => [id, name]));
  return (
    <MultiSelect
      label={label}
      description={description}
      data={[...names].map(([id, name]) => ({ value: id, label: name }))}
      value={value.map(({ id }) => id)}
      onChange={(ids) => onChange(ids.map((id) => ({ id, name: names.get(id) ?? '' })))}
      filter={({ options }) => options}
      searchable
      clearable
      hidePickedOptions
      onSearchChange={type}
    />
  );
}
