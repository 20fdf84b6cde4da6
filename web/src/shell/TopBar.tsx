import { ActionIcon, Avatar, Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconBell, IconHelp, IconInbox, IconSearch, IconUrgent, type TablerIcon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, told } from '../api/client';
import type { Me } from '../api/me';
import { openSearch } from '../search/SearchEverything';
import { useWords } from '../words';
import { helpShown } from './Help';
import { OwnMenu } from './OwnMenu';
import styles from './shell.module.css';

const EVERY_MS = 60_000;

export const countersQuery = {
  queryKey: ['inbox', 'counters'],
  queryFn: () => told(api.GET('/inbox/counters')),
  refetchInterval: EVERY_MS,
};
export const noticeCountersQuery = {
  queryKey: ['notices', 'counters'],
  queryFn: () => told(api.GET('/notifications/counters')),
  refetchInterval: EVERY_MS,
};

/** Where one can go, and how much waits there. */
export function TopBar({ me }: { me: Me }) {
  const { t } = useWords();
  const inbox = useQuery(countersQuery);
  const notices = useQuery(noticeCountersQuery);
  return (
    <header className={styles.bar}>
      <Link to="/inbox" className={styles.name} aria-label="Dealwright">
        <img src="/icon.svg" alt="" width={26} height={26} />
        <span aria-hidden>Dealwright</span>
      </Link>
      <nav className={styles.links} aria-label={t('shell.places')}>
        <Place to="/inbox" icon={IconInbox} name={t('inbox.title')} count={inbox.data?.shown} />
        <Place to="/stalled" icon={IconUrgent} name={t('stalled.title')} />
        <Place to="/notices" icon={IconBell} name={t('notices.title')} count={notices.data?.unread} />
      </nav>
      <ActionIcon
        variant="subtle"
        size="lg"
        onClick={openSearch}
        aria-label={t('search.open')}
        title={t('search.open')}
      >
        <IconSearch size={20} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        size="lg"
        onClick={() => helpShown.set(true)}
        aria-label={t('help.title')}
        title={t('help.title')}
      >
        <IconHelp size={20} aria-hidden />
      </ActionIcon>
      <Menu position="bottom-end" width={260} withinPortal>
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

interface PlaceProps {
  to: '/inbox' | '/stalled' | '/notices';
  icon: TablerIcon;
  name: string;
  count?: number | undefined;
}

function Place({ to, icon: Icon, name, count }: PlaceProps) {
  return (
    <Link to={to} className={styles.link} activeOptions={{ includeSearch: false }} title={name}>
      <Icon size={20} aria-hidden />
      <span className={styles.linkText}>{name}</span>
      {count ? <span className={styles.count}>{count}</span> : null}
    </Link>
  );
}
