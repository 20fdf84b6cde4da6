import {
  IconCalendarEvent,
  IconForms,
  IconLifebuoy,
  IconMail,
  IconMessage,
  IconPhone,
  IconWalk,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Shown } from '../api/client';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './deal.module.css';

type Interaction = Shown['Interaction'];

const ICONS: Record<Interaction['kind'], TablerIcon> = {
  call: IconPhone,
  'e-mail': IconMail,
  meeting: IconCalendarEvent,
  visit: IconWalk,
  message: IconMessage,
  form: IconForms,
  support: IconLifebuoy,
};

/** Contacts with a client, the newest first. */
export function InteractionList({ items }: { items: readonly Interaction[] }) {
  const { t } = useWords();
  const { when } = useFormat();
  return (
    <ul className={styles.contacts}>
      {items.map((one) => {
        const Icon = ICONS[one.kind];
        return (
          <li key={one.id} className={styles.contact}>
            <Icon size={18} aria-hidden />
            <div>
              <p>
                <strong>{one.subject}</strong>
              </p>
              <p className={styles.quiet}>
                {[
                  t(`contact.${one.kind}`),
                  one.status === 'held' ? one.direction && t(`contact.${one.direction}`) : t(`contact.${one.status}`),
                  when(one.at),
                  one.responsible?.name,
                  one.contact?.name,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              {one.result && <p className={styles.words}>{one.result}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
