import { useQuery } from '@tanstack/react-query';
import { useWords } from '../words';
import styles from './deal.module.css';
import { InteractionList } from './Interactions';
import { interactionsQuery, type Kind } from './queries';
import { Track } from './Track';
import { useDeal } from './use-deal';

const SHOWN = 3;

/** A deal beside a task: where it is, how it came there, and the last contacts. What cannot be seen is not there. */
export function DealBrief({ kind, id }: { kind: Kind; id: string }) {
  const { t } = useWords();
  const { card, definition, history, offers } = useDeal(kind, id);
  const contacts = useQuery(interactionsQuery(kind, id));
  if (!card.data || !definition) return null;
  return (
    <div className={styles.brief}>
      <Track definition={definition} card={card.data} history={history} offers={offers?.items ?? []} />
      {contacts.data && contacts.data.items.length > 0 && (
        <section aria-labelledby="contacts">
          <h3 id="contacts" className={styles.small}>
            {t('deal.lastContacts')}
          </h3>
          <InteractionList items={contacts.data.items.slice(0, SHOWN)} />
        </section>
      )}
    </div>
  );
}
