import { Menu, UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMe } from '../api/me';
import { useWords } from '../words';
import { useWaiting } from './counters';
import { PLACES, type Place } from './place-list';
import styles from './places.module.css';

/** How many stand in the bar of a narrow window. */
const AT_HAND = 4;

/** Where one can go, and how much waits there: a rail beside the screen; in a narrow window a bar below it. */
export function Places() {
  const { t } = useWords();
  const { rights } = useMe();
  const waiting = useWaiting();
  const places = PLACES.filter(({ right }) => right === undefined || rights.includes(right));
  const further = places.slice(AT_HAND);
  return (
    <nav className={styles.places} aria-label={t('shell.places')}>
      {places.map((place, at) => (
        <PlaceLink key={place.name} place={place} count={waiting[place.name]} further={at >= AT_HAND} />
      ))}
      {further.length > 0 && <More places={further} />}
    </nav>
  );
}

function PlaceLink({ place, count, further }: { place: Place; count: number | undefined; further: boolean }) {
  const { t } = useWords();
  const { icon: Icon, to, name } = place;
  return (
    <Link
      to={to}
      className={styles.place}
      data-further={further || undefined}
      activeOptions={{ includeSearch: false }}
      preload={false}
    >
      <Icon size={22} stroke={1.7} aria-hidden />
      <span>{t(`place.${name}`)}</span>
      {count ? <span className={styles.count}>{count}</span> : null}
    </Link>
  );
}

/** The places that a narrow window has no room for. */
function More({ places }: { places: readonly Place[] }) {
  const { t } = useWords();
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <UnstyledButton className={styles.more}>
          <IconDots size={22} aria-hidden />
          <span>{t('place.more')}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {places.map(({ to, name, icon: Icon }) => (
          <Menu.Item key={name} component={Link} to={to} leftSection={<Icon size={18} aria-hidden />}>
            {t(`place.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
