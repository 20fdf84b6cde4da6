import { ActionIcon, Menu } from '@mantine/core';
import {
  IconBriefcase,
  IconBuilding,
  IconChecklist,
  IconMessage2,
  IconPlus,
  IconTargetArrow,
  IconUser,
  type TablerIcon,
} from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useMe } from '../api/me';
import { useWatched } from '../api/session';
import { useKeys } from '../keys';
import { useWords } from '../words';
import { ADDED, type Added, adding, menuOpen, startAdding } from './start';

const AddDialog = lazy(() => import('./AddDialog').then((module) => ({ default: module.AddDialog })));

const ICONS: Record<Added, TablerIcon> = {
  interaction: IconMessage2,
  task: IconChecklist,
  lead: IconTargetArrow,
  sale: IconBriefcase,
  account: IconBuilding,
  contact: IconUser,
};

/** Adding something from anywhere, by a press or by the key A. */
export function AddButton() {
  const { t } = useWords();
  const { rights } = useMe();
  const open = useWatched(menuOpen);
  const one = useWatched(adding);
  const offered = ADDED.filter(({ right }) => rights.includes(right));
  useKeys({ KeyA: offered.length > 0 ? () => menuOpen.set(true) : undefined });
  if (offered.length === 0) return null;
  return (
    <>
      <Menu
        opened={open}
        onChange={menuOpen.set}
        position="bottom-end"
        width={220}
        offset={14}
        withinPortal
        returnFocus
      >
        <Menu.Target>
          <ActionIcon variant="filled" size="lg" aria-label={t('quickAdd.open')} title={t('quickAdd.open')}>
            <IconPlus size={20} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {offered.map(({ what }) => {
            const Icon = ICONS[what];
            return (
              <Menu.Item key={what} leftSection={<Icon size={17} aria-hidden />} onClick={() => startAdding({ what })}>
                {t(`quickAdd.${what}`)}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      <Suspense>{one && <AddDialog key={one.what} adding={one} close={() => adding.set(null)} />}</Suspense>
    </>
  );
}
