import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { useAct } from '../parts/use-act';
import { byThing, useRightWords } from '../rights/use-right-words';
import { useWords } from '../words';
import styles from './administration.module.css';
import { ClosedFields } from './ClosedFields';
import { BothInput, EditDialog } from './EditDialog';
import { rolesQuery } from './queries';

type Role = Shown['Role'];
type RoleIn = Shown['RoleIn'];

const NEW: RoleIn = { name: { en: '', ru: '' }, rights: [], sight: 'own', lines: 'any', fields: {} };
const SIGHTS = ['own', 'team', 'all'] as const;
const LINES = ['any', 'only', 'also'] as const;

/** What a role may do, whose records it sees, and which fields it does not. */
export function RoleForm({ role, close }: { role: Role | null; close: () => void }) {
  const { t, say } = useWords();
  const [key, setKey] = useState(role?.key ?? '');
  const first = role && {
    name: role.name,
    rights: role.rights,
    sight: role.sight,
    lines: role.lines,
    fields: role.fields,
  };
  const [typed, set] = useState<RoleIn>(first ?? NEW);
  const type = (change: Partial<RoleIn>) => set({ ...typed, ...change });
  const after = { stale: [rolesQuery.queryKey, ['me']], says: t('administration.kept'), done: close };
  const keep = useAct({
    send: () => told(api.PUT('/roles/{key}', { params: { path: { key } }, body: typed })),
    ...after,
  });
  const putBack = useAct({ send: () => told(api.DELETE('/roles/{key}', { params: { path: { key } } })), ...after });
  const back = role && !role.shipped && (
    <Button variant="default" loading={putBack.busy} onClick={() => putBack.act()}>
      {t('administration.putBack')}
    </Button>
  );
  return (
    <EditDialog
      title={role ? say(role.name) : t('administration.addRole')}
      close={close}
      keep={{ ...keep, why: keep.why ?? putBack.why }}
      aside={back}
      size="xl"
    >
      {!role && (
        <TextInput
          label={t('administration.key')}
          description={t('administration.keyAbout')}
          required
          value={key}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
      )}
      <BothInput label={t('administration.name')} value={typed.name} onChange={(name) => type({ name })} />
      <div className={styles.both}>
        <Select
          label={t('administration.sees')}
          data={SIGHTS.map((value) => ({ value, label: t(`administration.sight.${value}`) }))}
          value={typed.sight}
          onChange={(sight) => type({ sight: (sight ?? 'own') as RoleIn['sight'] })}
          allowDeselect={false}
        />
        <Select
          label={t('administration.byLine')}
          data={LINES.map((value) => ({ value, label: t(`administration.line.${value}`) }))}
          value={typed.lines}
          onChange={(lines) => type({ lines: (lines ?? 'any') as NonNullable<RoleIn['lines']> })}
          allowDeselect={false}
        />
      </div>
      <ClosedFields fields={typed.fields ?? {}} onChange={(fields) => type({ fields })} />
      <Rights chosen={typed.rights} onChange={(rights) => type({ rights })} />
    </EditDialog>
  );
}

/** All rights that there are, by what they are about; those of one's own affairs are everybody's. */
function Rights({ chosen, onChange }: { chosen: RoleIn['rights']; onChange: (rights: RoleIn['rights']) => void }) {
  const { t } = useWords();
  const words = useRightWords();
  const { data: roles = [] } = useQuery(rolesQuery);
  const all = [...new Set(roles.flatMap(({ rights }) => rights))].filter((right) => !right.startsWith('self.'));
  const own = chosen.filter((right) => right.startsWith('self.'));
  return (
    <Checkbox.Group
      label={t('administration.rights')}
      value={chosen}
      onChange={(rights) => onChange([...new Set([...own, ...rights])] as RoleIn['rights'])}
    >
      <div className={styles.rights}>
        {byThing(all).map(([thing, rights]) => (
          <div key={thing} className={styles.right}>
            <strong>{words.thing(thing)}</strong>
            <div className={styles.acts}>
              {rights.map((right) => (
                <Checkbox key={right} value={right} label={words.act(right)} aria-label={words.right(right)} />
              ))}
            </div>
          </div>
        ))}
      </div>
    </Checkbox.Group>
  );
}
