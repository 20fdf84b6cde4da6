import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../api/client';
import { useWords } from '../words';
import type { Ref } from './on';

interface RecordPickProps {
  label: string;
  kind: 'account' | 'contact' | 'product';
  value: Ref | null;
  onChange: (picked: Ref | null) => void;
  description?: string;
  error?: string | undefined;
  required?: boolean;
  autoFocus?: boolean;
}

const PAUSE_MS = 200;
const SHOWN = 12;

/** One organisation, person or product, found by a part of its name as the search finds it. */
export function RecordPick({ kind, value, onChange, autoFocus = false, ...shown }: RecordPickProps) {
  const { t } = useWords();
  const [typed, type] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const found = useQuery({
    queryKey: ['search', 'pick', kind, asked],
    enabled: asked !== '' && asked !== value?.name,
    placeholderData: (before) => before,
    queryFn: () => told(api.GET('/search', { params: { query: { q: asked, kinds: kind, limit: SHOWN } } })),
  });
  const hits = (found.data?.groups ?? []).flatMap(({ items }) => items);
  const known = new Map<string, string>(value ? [[value.id, value.name]] : []);
  for (const hit of hits) known.set(hit.id, [hit.name, hit.accounts[0]?.name].filter(Boolean).join(', '));
  return (
    <Select
      {...shown}
      data={[...known].map(([id, label]) => ({ value: id, label }))}
      value={value?.id ?? null}
      onChange={(id) => {
        const hit = hits.find((one) => one.id === id);
        onChange(id === null ? null : hit ? { id, name: hit.name } : value);
      }}
      // What the server found is shown: it knows other spellings and the other alphabet.
      filter={({ options }) => options}
      searchable
      clearable
      onSearchChange={type}
      nothingFoundMessage={
        asked === '' ? t('records.pickType') : found.isFetching ? t('state.loading') : t('search.none')
      }
      data-autofocus={autoFocus || undefined}
    />
  );
}
