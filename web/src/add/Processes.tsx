import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { processesQuery } from '../api/company';
import { useWords } from '../words';

interface ProcessesProps {
  kind: 'lead' | 'sale';
  value: string;
  onChange: (key: string) => void;
}

/** By which process it goes: asked only where there are several. */
export function Processes({ kind, value, onChange }: ProcessesProps) {
  const { t, say } = useWords();
  const { data } = useQuery(processesQuery);
  const offered = (data ?? []).filter((one) => one.kind === kind);
  if (offered.length < 2) return null;
  return (
    <NativeSelect
      label={t('add.process')}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data={[
        { value: '', label: t('add.usualProcess') },
        ...offered.map(({ key, name }) => ({ value: key, label: say(name) })),
      ]}
    />
  );
}
