import { MultiSelect, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, keyed, type Shown, told } from '../api/client';
import { peopleQuery } from '../api/company';
import { useAct } from '../parts/use-act';
import { useWords } from '../words';
import { EditDialog } from './EditDialog';
import { officesQuery, rolesQuery } from './queries';

type Person = Shown['Person'];
type PersonIn = Shown['PersonIn'];

const NOBODY: PersonIn = {
  name: '',
  email: '',
  language: 'en',
  roles: ['rep'],
  skills: [],
  lines: [],
  managerId: null,
  officeId: null,
  active: true,
};

const givenOf = ({ name, email, language, roles, skills, lines, managerId, officeId, active }: Person): PersonIn => ({
  ...{ name, email, language: language === 'ru' ? 'ru' : 'en', roles, skills, lines, managerId, officeId, active },
});

/** Somebody who works here, or will: who they are, what they may, whom they work for. */
export function PersonForm({ person, close }: { person: Person | null; close: () => void }) {
  const { t, say } = useWords();
  const [typed, set] = useState<PersonIn>(person ? givenOf(person) : NOBODY);
  const type = (change: Partial<PersonIn>) => set({ ...typed, ...change });
  const { data: people = [] } = useQuery(peopleQuery);
  const { data: roles = [] } = useQuery(rolesQuery);
  const { data: offices = [] } = useQuery(officesQuery);
  const keep = useAct({
    send: (_: undefined, key) =>
      person
        ? told(api.PUT('/people/{id}', { params: { path: { id: person.id } }, body: typed }))
        : told(api.POST('/people', { headers: keyed(key), body: typed })),
    stale: [['people'], ['me'], rolesQuery.queryKey],
    says: t('administration.kept'),
    done: close,
  });
  const managers = people.filter(({ id, active }) => active && id !== person?.id);
  return (
    <EditDialog title={person?.name ?? t('administration.addPerson')} close={close} keep={keep}>
      <TextInput
        label={t('administration.name')}
        required
        maxLength={200}
        value={typed.name}
        onChange={({ currentTarget }) => type({ name: currentTarget.value })}
      />
      <TextInput
        label={t('administration.email')}
        type="email"
        required
        value={typed.email}
        onChange={({ currentTarget }) => type({ email: currentTarget.value })}
      />
      <Select
        label={t('shell.language')}
        data={[
          { value: 'en', label: 'English' },
          { value: 'ru', label: 'Русский' },
        ]}
        value={typed.language}
        onChange={(language) => type({ language: language === 'ru' ? 'ru' : 'en' })}
        allowDeselect={false}
      />
      <MultiSelect
        label={t('administration.part.roles')}
        data={roles.map(({ key, name }) => ({ value: key, label: say(name) }))}
        value={typed.roles}
        onChange={(given) => type({ roles: given })}
      />
      <Select
        label={t('administration.manager')}
        data={managers.map(({ id, name }) => ({ value: id, label: name }))}
        value={typed.managerId}
        onChange={(managerId) => type({ managerId })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('administration.nobody') }}
      />
      <Select
        label={t('administration.office')}
        data={offices.map(({ id, name }) => ({ value: id, label: say(name) }))}
        value={typed.officeId}
        onChange={(officeId) => type({ officeId })}
        clearable
        clearButtonProps={{ 'aria-label': t('administration.noOffice') }}
      />
      <TagsInput label={t('administration.skills')} value={typed.skills} onChange={(skills) => type({ skills })} />
      <TagsInput label={t('administration.lines')} value={typed.lines} onChange={(lines) => type({ lines })} />
      <Switch
        label={t('administration.active')}
        description={t('administration.activeAbout')}
        checked={typed.active}
        onChange={({ currentTarget }) => type({ active: currentTarget.checked })}
      />
    </EditDialog>
  );
}
