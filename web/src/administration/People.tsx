import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { peopleQuery, teamsQuery } from '../api/company';
import { useMayI } from '../api/me';
import { Section } from '../parts/Section';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { ShownOnce } from '../settings/ShownOnce';
import { type Both, useWords } from '../words';
import { Items } from './Items';
import { PersonForm } from './PersonForm';
import { officesQuery, rolesQuery } from './queries';

type Person = Shown['Person'];

/** Who works here. */
export function People() {
  const { t, say } = useWords();
  const may = useMayI('people.change');
  const people = useQuery(peopleQuery);
  const { data: roles } = useQuery(rolesQuery);
  const { data: offices } = useQuery(officesQuery);
  const { data: teams } = useQuery(teamsQuery);
  const [sought, seek] = useState('');
  const [edited, edit] = useState<Person | 'new' | null>(null);
  const invite = useAct({
    send: (id: string) => told(api.POST('/people/{id}/invitation', { params: { path: { id } } })),
  });
  const named = (keys: readonly string[], among: readonly { key: string; name: Both }[] | undefined) =>
    keys
      .map((key) => {
        const found = among?.find((one) => one.key === key);
        return found ? say(found.name) : key;
      })
      .join(', ');
  const officeName = (id: string | null) => {
    const found = offices?.find((one) => one.id === id);
    return found && say(found.name);
  };
  const word = sought.trim().toLowerCase();
  const fits = ({ name, email }: Person) => `${name} ${email}`.toLowerCase().includes(word);
  return (
    <Section
      name={t('administration.part.people')}
      aside={may && <Button onClick={() => edit('new')}>{t('administration.addPerson')}</Button>}
    >
      <TextInput
        aria-label={t('administration.seek')}
        placeholder={t('administration.seek')}
        value={sought}
        onChange={({ currentTarget }) => seek(currentTarget.value)}
      />
      {invite.answer && <ShownOnce text={invite.answer.link} about={t('administration.invitation')} />}
      <Why>{invite.why}</Why>
      <Items
        of={{ ...people, data: people.data?.filter(fits) }}
        item={(one) => ({
          key: one.id,
          name: one.name,
          about: [one.email, named(one.roles, roles), named(one.teams, teams), officeName(one.officeId)],
          off: !one.active,
          acts: may && one.active && (
            <Button size="compact-sm" variant="subtle" onClick={() => invite.act(one.id)}>
              {t('administration.invite')}
            </Button>
          ),
        })}
        edit={may ? edit : undefined}
      />
      {edited && <PersonForm person={edited === 'new' ? null : edited} close={() => edit(null)} />}
    </Section>
  );
}
