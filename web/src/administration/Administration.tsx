import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Chip, Chips } from '../parts/Chips';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import styles from './administration.module.css';
import { Calendars } from './Calendars';
import { Categories, Lists, Properties } from './Catalogues';
import { Fields } from './Fields';
import { Offices } from './Offices';
import { People } from './People';
import { Processes } from './Processes';
import { PARTS, type Part } from './parts';
import { Roles } from './Roles';
import { Sources } from './Sources';
import { Teams } from './Teams';
import './words';

const SCREENS: Record<Part, () => ReactNode> = {
  people: People,
  teams: Teams,
  offices: Offices,
  roles: Roles,
  calendars: Calendars,
  processes: Processes,
  fields: Fields,
  lists: Lists,
  properties: Properties,
  categories: Categories,
  sources: Sources,
};

/** Who works here, what they may do, by which clock, and what cards are made of. */
export function Administration() {
  const { t } = useWords();
  useTitle(t('administration.title'));
  const { part = 'people' } = useSearch({ from: '/administration' });
  const Screen = SCREENS[part];
  return (
    <div className={styles.page}>
      <h1>{t('administration.title')}</h1>
      <Chips label={t('administration.parts')}>
        {PARTS.map((one) => (
          <Chip key={one} to="/administration" search={{ part: one }} on={one === part}>
            {t(`administration.part.${one}`)}
          </Chip>
        ))}
      </Chips>
      <Screen key={part} />
    </div>
  );
}
