import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Shown } from '../api/client';
import { useMayI } from '../api/me';
import { Section } from '../parts/Section';
import { useWords } from '../words';
import { Items } from './Items';
import { rolesQuery } from './queries';
import { RoleForm } from './RoleForm';

type Role = Shown['Role'];

/** The roles: what each may do, and whose records it sees. */
export function Roles() {
  const { t, say } = useWords();
  const may = useMayI('role.change');
  const roles = useQuery(rolesQuery);
  const [edited, edit] = useState<Role | 'new' | null>(null);
  return (
    <Section
      name={t('administration.part.roles')}
      about={t('administration.rolesAbout')}
      aside={may && <Button onClick={() => edit('new')}>{t('administration.addRole')}</Button>}
    >
      <Items
        of={roles}
        item={({ key, name, rights, sight, lines, holders, shipped }) => ({
          key,
          name: say(name),
          about: [
            t('administration.holders', { count: holders }),
            t(`administration.sight.${sight}`),
            lines !== 'any' && t(`administration.line.${lines}`),
            t('administration.rightsCount', { count: rights.length }),
            shipped && t('administration.shipped'),
          ],
        })}
        edit={may ? edit : undefined}
      />
      {edited && <RoleForm role={edited === 'new' ? null : edited} close={() => edit(null)} />}
    </Section>
  );
}
