import { MultiSelect, Select } from '@mantine/core';
import { useColleagues } from '../api/company';

interface PersonSelectProps {
  label: string;
  value: string | null;
  onChange: (id: string | null) => void;
  required?: boolean;
  description?: string;
  error?: string | undefined;
  /** Who is not to be picked. */
  without?: readonly string[];
  autoFocus?: boolean;
}

/** One of our people, by typing a part of the name. */
export function PersonSelect({ without = [], autoFocus = false, onChange, ...shown }: PersonSelectProps) {
  const people = useColleagues(true);
  const data = (people.data ?? [])
    .filter(({ id }) => !without.includes(id))
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      {...shown}
      data={data}
      onChange={onChange}
      searchable
      clearable={!shown.required}
      data-autofocus={autoFocus || undefined}
    />
  );
}

interface PeopleSelectProps {
  label: string;
  value: string[];
  onChange: (ids: string[]) => void;
}

/** Several of our people. */
export function PeopleSelect({ label, value, onChange }: PeopleSelectProps) {
  const people = useColleagues(true);
  const data = (people.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return <MultiSelect label={label} data={data} value={value} onChange={onChange} searchable hidePickedOptions />;
}
