import { ActionIcon, Avatar, Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconHelp, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { AddButton } from '../add/AddButton';
import type { Me } from '../api/me';
import { openSearch } from '../search/open';
import { useWords } from '../words';
import { helpShown } from './Help';
import { OwnMenu } from './OwnMenu';
import styles from './shell.module.css';

/** The same in every language. */
const SEARCH_KEY = '(Ctrl+K)';

/** What is at hand on each screen: search over everything, help, what is one's own. */
export function TopBar({ me }: { me: Me }) {
  const { t } = useWords();
  return (
    <header className={styles.bar}>
      <Link to="/inbox" className={styles.name} aria-label="Dealwright">
        <img src="/icon.svg" alt="" width={26} height={26} />
        <span aria-hidden>Dealwright</span>
      </Link>
      <UnstyledButton className={styles.search} onClick={openSearch}>
        <IconSearch size={17} aria-hidden />
        <span>
          {t('search.open')} <span className={styles.hint}>{SEARCH_KEY}</span>
        </span>
      </UnstyledButton>
      <AddButton />
      <ActionIcon
        variant="subtle"
        size="lg"
        onClick={() => helpShown.set(true)}
        aria-label={t('help.title')}
        title={t('help.title')}
      >
        <IconHelp size={20} aria-hidden />
      </ActionIcon>
      <Menu position="bottom-end" width={260} offset={14} withinPortal>
        <Menu.Target>
          <UnstyledButton title={me.name}>
            <Avatar name={me.name} color="deal" variant="filled" size={34} alt="" aria-hidden />
            <VisuallyHidden>{t('shell.own', { name: me.name })}</VisuallyHidden>
          </UnstyledButton>
        </Menu.Target>
        <OwnMenu me={me} />
      </Menu>
    </header>
  );
}
