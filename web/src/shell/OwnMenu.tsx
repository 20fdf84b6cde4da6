import { Menu, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { IconAdjustments, IconLogout, IconSettings } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { api, told } from '../api/client';
import { forgetDrafts } from '../api/drafts';
import type { Me } from '../api/me';
import { choose, useWords } from '../words';
import styles from './own-menu.module.css';

const NAMES = { en: 'English', ru: 'Русский' } as const;

/** Whoever may change any of what the company is made of. */
const SETS_UP = ['people.change', 'card-setup.change', 'calendar.publish', 'process.publish', 'source.change'];

/** What is one's own: language, light or dark, and the way out. */
export function OwnMenu({ me }: { me: Me }) {
  const { t, language } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = async () => {
    await told(api.POST('/sign-out'));
    forgetDrafts();
    window.location.assign('/');
  };
  return (
    <Menu.Dropdown>
      <div className={styles.who}>
        <strong>{me.name}</strong>
        <span>{me.roles.map((role) => t(`role.${role as 'rep'}`, { defaultValue: role })).join(', ')}</span>
      </div>
      <Menu.Divider />
      <div className={styles.choice}>
        <span id="language">{t('shell.language')}</span>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby="language"
          value={language}
          onChange={(value) => choose(value as 'en' | 'ru')}
          data={(['en', 'ru'] as const).map((value) => ({ value, label: NAMES[value] }))}
        />
      </div>
      <div className={styles.choice}>
        <span id="scheme">{t('shell.scheme')}</span>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby="scheme"
          value={colorScheme}
          onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
          data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`scheme.${value}`) }))}
        />
      </div>
      <Menu.Divider />
      <Menu.Item component={Link} to="/settings" leftSection={<IconSettings size={16} aria-hidden />}>
        {t('shell.settings')}
      </Menu.Item>
      {SETS_UP.some((right) => me.rights.includes(right)) && (
        <Menu.Item component={Link} to="/administration" leftSection={<IconAdjustments size={16} aria-hidden />}>
          {t('shell.administration')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
        {t('shell.leave')}
      </Menu.Item>
    </Menu.Dropdown>
  );
}
