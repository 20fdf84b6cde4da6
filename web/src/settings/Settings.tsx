import { useSearch } from '@tanstack/react-router';
import { Chip, Chips } from '../parts/Chips';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { Browsers } from './Browsers';
import { CalendarFeed, CalendarLink } from './Calendars';
import { NoticeWays } from './NoticeWays';
import { Own } from './Own';
import { Password } from './Password';
import { SETTINGS, type SettingsPart } from './routes';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';
import styles from './settings.module.css';
import { Tokens } from './Tokens';
import './words';

const PARTS: Record<SettingsPart, readonly (() => React.ReactNode)[]> = {
  own: [Own],
  notices: [NoticeWays, Browsers],
  safety: [Password, SecondFactor, Sessions],
  programs: [Tokens],
  calendar: [CalendarFeed, CalendarLink],
};

/** What is one's own: how one is spoken to and told of things, how one comes in, what programs of one's own may. */
export function Settings() {
  const { t } = useWords();
  useTitle(t('settings.title'));
  const { part = 'own' } = useSearch({ from: '/settings' });
  return (
    <div className={styles.page}>
      <h1>{t('settings.title')}</h1>
      <Chips label={t('settings.parts')}>
        {SETTINGS.map((one) => (
          <Chip key={one} to="/settings" search={{ part: one }} on={one === part}>
            {t(`settings.part.${one}`)}
          </Chip>
        ))}
      </Chips>
      {PARTS[part].map((Part) => (
        <Part key={Part.name} />
      ))}
    </div>
  );
}
