import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { Failed, Loading } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Additional } from './Additional';
import { CardTabs } from './CardTabs';
import { Consent } from './Consent';
import styles from './clients.module.css';
import { Documents } from './Documents';
import { General } from './General';
import { Head } from './Head';
import { Categories, Properties } from './Marks';
import { Organisations } from './People';
import { Processes } from './Processes';
import { type ContactCard, contactQuery } from './queries';
import { CONTACT_TABS, type ContactTab, type StoryKind } from './search';
import type { Held } from './use-change';
import { useContactFields } from './use-fields';
import { useLive } from './use-live';
import './words';

/** A person's card: the same idea as an organisation's, smaller; and what they agreed to. */
export function Contact() {
  const { id } = useParams({ from: '/contacts/$id' });
  const { tab = 'general', kind } = useSearch({ from: '/contacts/$id' });
  const { t } = useWords();
  const { second } = useFormat();
  const card = useQuery(contactQuery(id));
  useTitle(card.data?.name);
  useLive({ kind: 'contact', id: card.data?.id ?? id });
  if (card.isPending) return <Loading />;
  if (!card.data) return <Failed fault={card.error} again={() => void card.refetch()} whole />;
  const held: Held = { of: { kind: 'contact', id: card.data.id }, card: card.data };
  return (
    <div className={styles.page} key={id}>
      <Head held={held} people={[{ id: card.data.id, name: card.data.name }]} />
      <CardTabs to="/contacts/$id" id={id} tabs={CONTACT_TABS} on={tab} name={(one) => t(`clients.tab.${one}`)} />
      <Tab held={held} card={card.data} tab={tab} kind={kind} />
      <p className={styles.quiet}>{t('asOf', { time: second(card.dataUpdatedAt) })}</p>
    </div>
  );
}

interface TabProps {
  held: Held;
  card: ContactCard;
  tab: ContactTab;
  kind: StoryKind | undefined;
}

function Tab({ held, card, tab, kind }: TabProps) {
  switch (tab) {
    case 'documents':
      return <Documents of={held.of} />;
    case 'processes':
      return <Processes of={held.of} />;
    case 'consent':
      return <Consent card={card} />;
    case 'additional':
      return <More held={held} />;
    default:
      return <ContactGeneral held={held} card={card} kind={kind} />;
  }
}

function More({ held }: { held: Held }) {
  const { t } = useWords();
  return (
    <>
      <div className={styles.columns}>
        <section className={styles.part}>
          <h2>{t('clients.tab.properties')}</h2>
          <Properties held={held} />
        </section>
        <section className={styles.part}>
          <h2>{t('clients.tab.categories')}</h2>
          <Categories held={held} />
        </section>
      </div>
      <Additional held={held} />
    </>
  );
}

function ContactGeneral({ held, card, kind }: Omit<TabProps, 'tab'>) {
  return (
    <General held={held} kind={kind} people={[{ id: card.id, name: card.name }]} fields={useContactFields(card)}>
      <Organisations card={card} />
    </General>
  );
}
