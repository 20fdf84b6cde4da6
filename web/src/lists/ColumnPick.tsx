import { ActionIcon, Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns } from '@tabler/icons-react';
import { useState } from 'react';
import { useWords } from '../words';
import styles from './lists.module.css';
import { NAME } from './search';
import type { AskedOfView } from './use-list';

/** Which columns are shown, and in which order. */
export function ColumnPick({ list }: { list: AskedOfView }) {
  const { t, say } = useWords();
  const [sought, seek] = useState('');
  const name = NAME[list.entity];
  const shown = list.columns.filter(({ key }) => key !== name);
  const keys = shown.map(({ key }) => key);
  const others = list.fields.filter(({ key }) => key !== name && !keys.includes(key));
  const found = others.filter((field) => say(field.name).toLowerCase().includes(sought.toLowerCase()));
  const show = (now: readonly string[]) => list.go({ columns: [name, ...now].join(',') });
  const move = (at: number, by: number) => {
    const now = keys.filter((_, n) => n !== at);
    now.splice(at + by, 0, keys[at] as string);
    show(now);
  };
  return (
    <Popover position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconColumns size={16} aria-hidden />}>
          {t('lists.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className={styles.columns}>
          {shown.map((field, at) => (
            <li key={field.key}>
              <Checkbox
                size="xs"
                label={say(field.name)}
                checked
                onChange={() => show(keys.filter((key) => key !== field.key))}
              />
              <ActionIcon
                variant="subtle"
                size="sm"
                disabled={at === 0}
                aria-label={t('lists.earlier', { name: say(field.name) })}
                onClick={() => move(at, -1)}
              >
                <IconArrowUp size={14} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                size="sm"
                disabled={at === shown.length - 1}
                aria-label={t('lists.later', { name: say(field.name) })}
                onClick={() => move(at, 1)}
              >
                <IconArrowDown size={14} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <TextInput
          size="xs"
          aria-label={t('lists.seekColumn')}
          placeholder={t('lists.seekColumn')}
          value={sought}
          onChange={({ currentTarget }) => seek(currentTarget.value)}
        />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by key */}
        <ul className={styles.columns} data-scrolls tabIndex={0} aria-label={t('lists.columns')}>
          {found.map((field) => (
            <li key={field.key}>
              <Checkbox size="xs" label={say(field.name)} checked={false} onChange={() => show([...keys, field.key])} />
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
