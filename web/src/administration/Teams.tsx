import { Button, MultiSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { peopleQuery, teamsQuery } from '../api/company';
import { useMayI } from '../api/me';
import { Section } from '../parts/Section';
import { useAct } from '../parts/use-act';
import { useWords } from '../words';
import { BothInput, EditDialog } from './EditDialog';
import { Items } from './Items';

type Team = Shown['Team'];

/** The teams, and who is in them. */
export function Teams() {
  const { t, say } = useWords();
  const may = useMayI('people.change');
  const teams = useQuery(teamsQuery);
  const [edited, edit] = useState<Team | 'new' | null>(null);
  return (
    <Section
      name={t('administration.part.teams')}
      aside={may && <Button onClick={() => edit('new')}>{t('administration.addTeam')}</Button>}
    >
      <Items
        of={teams}
        item={({ key, name, members, calendar }) => ({
          key,
          name: say(name),
          about: [members.map((one) => one.name).join(', '), calendar],
        })}
        edit={may ? edit : undefined}
      />
      {edited && <TeamForm team={edited === 'new' ? null : edited} close={() => edit(null)} />}
    </Section>
  );
}

function TeamForm({ team, close }: { team: Team | null; close: () => void }) {
  const { t, say } = useWords();
  const [key, setKey] = useState(team?.key ?? '');
  const [name, setName] = useState(team?.name ?? { en: '', ru: '' });
  const [members, setMembers] = useState(team?.members.map(({ id }) => id) ?? []);
  const { data: people = [] } = useQuery(peopleQuery);
  const keep = useAct({
    send: () => told(api.PUT('/teams/{key}', { params: { path: { key } }, body: { name, members } })),
    stale: [teamsQuery.queryKey, ['people']],
    says: t('administration.kept'),
    done: close,
  });
  const there = people.filter(({ id, active }) => active || members.includes(id));
  return (
    <EditDialog title={team ? say(team.name) : t('administration.addTeam')} close={close} keep={keep}>
      {!team && (
        <TextInput
          label={t('administration.key')}
          description={t('administration.keyAbout')}
          pattern="[a-z0-9\-]+"
          required
          value={key}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
      )}
      <BothInput label={t('administration.name')} value={name} onChange={setName} />
      <MultiSelect
        label={t('administration.members')}
        data={there.map((one) => ({ value: one.id, label: one.name }))}
        value={members}
        onChange={setMembers}
        searchable
      />
    </EditDialog>
  );
}
