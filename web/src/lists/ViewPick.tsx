import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconPin, IconUsers } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../api/client';
import { useMayI } from '../api/me';
import { queryClient } from '../api/query';
import { useWords } from '../words';
import { conditionsOf, filterOf } from './conditions';
import type { View } from './queries';
import { SaveView, type Saving } from './SaveView';
import { FIRST_VIEW } from './search';
import type { AskedOfView } from './use-list';

/** The views there are: those that ship, one's own, those of others; and what may be done with the one that is shown. */
export function ViewPick({ list }: { list: AskedOfView }) {
  const { t, say } = useWords();
  const { view, views } = list;
  const [saving, save] = useState<Saving | null>(null);
  const mayChange = useMayI('view.change');
  const groups = [
    ['shipped', views.filter(({ preset }) => preset)],
    ['yours', views.filter(({ yours }) => yours)],
    ['shared', views.filter(({ preset, yours }) => !preset && !yours)],
  ] as const;
  return (
    <>
      <Menu position="bottom-start" width={320}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
            {view ? say(view.name) : t('lists.noView')}
            {changed(list) && ` ${t('lists.changed')}`}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
          {groups
            .filter(([, some]) => some.length > 0)
            .map(([name, some]) => (
              <Group key={name} name={t(`lists.views.${name}`)} views={some} list={list} />
            ))}
          <Menu.Divider />
          {mayChange && <Acts list={list} save={save} />}
          <Pin list={list} />
        </Menu.Dropdown>
      </Menu>
      {saving && <SaveView list={list} saving={saving} close={() => save(null)} />}
    </>
  );
}

/** Whether the address says more than the view. */
export const changed = ({ search, view }: AskedOfView): boolean =>
  view !== undefined && [search.filter, search.sort, search.columns].some((one) => one !== undefined);

/** What a view would hold that is as the list is now. */
export const asShown = ({ view, search, sort, asked }: AskedOfView) => ({
  filter: filterOf([...conditionsOf(view?.filter ?? ''), ...conditionsOf(search.filter ?? '')]),
  sort,
  columns: asked.columns.split(','),
});

function Group({ name, views, list }: { name: string; views: readonly View[]; list: AskedOfView }) {
  const { say } = useWords();
  const clean = { filter: undefined, sort: undefined, columns: undefined };
  return (
    <>
      <Menu.Label>{name}</Menu.Label>
      {views.map((one) => (
        <Menu.Item
          key={one.id}
          aria-current={one.id === list.view?.id || undefined}
          fw={one.id === list.view?.id ? 700 : undefined}
          rightSection={one.shared === 'nobody' ? null : <IconUsers size={14} aria-hidden />}
          onClick={() => list.go({ ...clean, view: one.id })}
        >
          {say(one.name)}
          {!one.preset && !one.yours && one.owner && ` · ${one.owner.name}`}
        </Menu.Item>
      ))}
    </>
  );
}

function Acts({ list, save }: { list: AskedOfView; save: (saving: Saving) => void }) {
  const { t } = useWords();
  const { view, entity, go } = list;
  const reread = () => queryClient.invalidateQueries({ queryKey: ['views', entity] });
  const remove = useMutation({
    mutationFn: (id: string) => told(api.DELETE('/views/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      go({ view: undefined });
      await reread();
    },
  });
  return (
    <>
      {view?.yours && changed(list) && <Menu.Item onClick={() => save('keep')}>{t('lists.saveChanges')}</Menu.Item>}
      <Menu.Item onClick={() => save('new')}>{t('lists.saveNew')}</Menu.Item>
      {view?.yours && <Menu.Item onClick={() => save('change')}>{t('lists.renameShare')}</Menu.Item>}
      {view?.yours && (
        <Menu.Item color="red" onClick={() => remove.mutate(view.id)}>
          {t('lists.removeView')}
        </Menu.Item>
      )}
    </>
  );
}

function Pin({ list }: { list: AskedOfView }) {
  const { t } = useWords();
  const { view, views, entity } = list;
  const pin = useMutation({
    mutationFn: (id: string) => told(api.PUT('/views/{id}/first', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['views', entity] }),
  });
  const first = views.find((one) => one.first)?.id ?? FIRST_VIEW[entity];
  if (!view || first === view.id) return null;
  return (
    <Menu.Item leftSection={<IconPin size={14} aria-hidden />} onClick={() => pin.mutate(view.id)}>
      {t('lists.openWith')}
    </Menu.Item>
  );
}
