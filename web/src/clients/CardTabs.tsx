import { Link } from '@tanstack/react-router';
import { useWords } from '../words';
import styles from './clients.module.css';
import type { AccountTab, ContactTab } from './search';

interface CardTabsProps<T extends AccountTab | ContactTab> {
  to: '/accounts/$id' | '/contacts/$id';
  id: string;
  tabs: readonly T[];
  on: T;
  name: (tab: T) => string;
}

/** The tabs of a card: addresses, so that going back and sending a link work. */
export function CardTabs<T extends AccountTab | ContactTab>({ to, id, tabs, on, name }: CardTabsProps<T>) {
  const { t } = useWords();
  return (
    <nav className={styles.tabs} aria-label={t('clients.tabs')}>
      {tabs.map((tab) => (
        <Link
          key={tab}
          to={to}
          params={{ id }}
          search={(tab === tabs[0] ? {} : { tab }) as never}
          className={styles.tab}
          data-on={tab === on || undefined}
          aria-current={tab === on ? 'page' : undefined}
          resetScroll={false}
        >
          {name(tab)}
        </Link>
      ))}
    </nav>
  );
}
