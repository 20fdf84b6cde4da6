import { Modal, Switch, Table } from '@mantine/core';
import { useWatched, watched } from '../api/session';
import { chooseSingleKeys, singleKeys, useKeys } from '../keys';
import { Key } from '../parts/Light';
import { useWords } from '../words';

export const helpShown = watched(false);

const KEYS = [
  ['J', 'next'],
  ['K', 'previous'],
  ['1 … 9', 'outcome'],
  ['C', 'claim'],
  ['Z', 'snooze'],
  ['W', 'wait'],
  ['U', 'undo'],
  ['N', 'note'],
  ['O', 'open'],
  ['Enter', 'send'],
  ['Esc', 'close'],
  ['A', 'add'],
  ['Ctrl K', 'search'],
  ['?', 'help'],
] as const;

/** The keys, and whether single letters are keys at all. */
export function Help() {
  const { t } = useWords();
  const shown = useWatched(helpShown);
  const on = useWatched(singleKeys);
  useKeys({ '?': () => helpShown.set(true) });
  return (
    <Modal
      opened={shown}
      onClose={() => helpShown.set(false)}
      title={t('help.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Table withRowBorders={false} verticalSpacing={4}>
        <Table.Tbody>
          {KEYS.map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Td>
                <Key>{key}</Key>
              </Table.Td>
              <Table.Td>{t(`help.${does}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Switch
        mt="md"
        checked={on}
        onChange={({ currentTarget }) => chooseSingleKeys(currentTarget.checked)}
        label={t('help.single')}
        description={t('help.singleWhy')}
      />
    </Modal>
  );
}
