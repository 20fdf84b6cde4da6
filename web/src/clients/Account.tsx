import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { startAdding } from '../add/start';
import { Failed, Loading } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Additional } from './Additional';
import { CardTabs } from './CardTabs';
import styles from './clients.module.css';
import { Documents } from './Documents';
import { General } from './General';
import { Head } from './Head';
import { Categories, Properties } from './Marks';
import { People } from './People';
import { Processes } from './Processes';
import { type AccountCard, accountQuery } from './queries';
import { ACCOUNT_TABS, type AccountTab, type StoryKind } from './search';
import type { Held } from './use-change';
import { useAccountFields } from './use-fields';
import { useLive } from './use-live';
import './words';

/** A client's card: an organisation and all that is known of it, in six tabs, with the whole story in one place. Source: ONEC-03. */
export function Account() {
  const { id } = useParams({ from: '/accounts/$id' });
  const { tab = 'general', kind } = useSearch({ from: '/accounts/$id' });
  const { t } = useWords();
  const { second } = useFormat();
  const card = useQuery(accountQuery(id));
  useTitle(card.data?.name);
  useLive({ kind: 'account', id: card.data?.id ?? id });
  if (card.isPending) return <Loading />;
  if (!card.data) return <Failed fault={card.error} again={() => void card.refetch()} whole />;
  // The id of a double answers with the card that it lives on in.
  const held: Held = { of: { kind: 'account', id: card.data.id }, card: card.data };
  return (
    <div className={styles.page} key={id}>
      <Head held={held} people={card.data.contacts} />
      <CardTabs to="/accounts/$id" id={id} tabs={ACCOUNT_TABS} on={tab} name={(one) => t(`clients.tab.${one}`)} />
      <Tab held={held} card={card.data} tab={tab} kind={kind} />
      <p className={styles.quiet}>{t('asOf', { time: second(card.dataUpdatedAt) })}</p>
    </div>
  );
}

interface TabProps {
  held: Held;
  card: AccountCard;
  tab: AccountTab;
  kind: StoryKind | undefined;
}

function Tab({ held, card, tab, kind }: TabProps) {
  switch (tab) {
    case 'documents':
      return <Documents of={held.of} />;
    case 'processes':
      return <Processes of={held.of} />;
    case 'additional':
      return <Additional held={held} />;
    case 'properties':
      return <Properties held={held} />;
    case 'categories':
      return <Categories held={held} />;
    default:
      return <AccountGeneral held={held} card={card} kind={kind} />;
  }
}

function AccountGeneral({ held, card, kind }: Omit<TabProps, 'tab'>) {
  return (
    <General held={held} kind={kind} people={card.contacts} fields={useAccountFields(card)}>
      <People card={card} add={() => startAdding({ what: 'contact', account: { id: card.id, name: card.name } })} />
    </General>
  );
}
