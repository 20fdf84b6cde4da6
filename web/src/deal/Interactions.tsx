import type { Shown } from '../api/client';
import { CONTACT_ICONS } from '../parts/contact-icons';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './deal.module.css';

type Interaction = Shown['Interaction'];

/** Contacts with a client, the newest first. */
export function InteractionList({ items }: { items: readonly Interaction[] }) {
  const { t } = useWords();
  const { when } = useFormat();
  return (
    <ul className={styles.contacts}>
      {items.map((one) => {
        const Icon = CONTACT_ICONS[one.kind];
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
