import { Tabs } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { Failed, Loading } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Acts } from './Acts';
import { Clock } from './Clock';
import { Contacts, Fields, History, Tasks } from './DealTabs';
import styles from './deal.module.css';
import { Head } from './Head';
import type { Kind } from './queries';
import { Track } from './Track';
import { useDeal } from './use-deal';

export const Sale = () => <Deal kind="sale" id={useParams({ from: '/sales/$id' }).id} />;
export const Lead = () => <Deal kind="lead" id={useParams({ from: '/leads/$id' }).id} />;

/** One lead or sale: where it is and how it came there, its clock, what may be done and why not, and all that was. */
function Deal({ kind, id }: { kind: Kind; id: string }) {
  const { t } = useWords();
  const { second } = useFormat();
  const { card, definition, history, offers } = useDeal(kind, id);
  if (card.isPending) return <Loading />;
  if (!card.data) return <Failed fault={card.error} again={() => void card.refetch()} />;
  const deal = card.data;
  return (
    <div className={styles.page} key={id}>
      <Head card={deal} />
      {definition && <Track definition={definition} card={deal} history={history} offers={offers?.items ?? []} />}
      <div className={styles.columns}>
        <div className={styles.main}>
          {offers && definition && <Acts kind={kind} card={deal} definition={definition} offers={offers} />}
          <Tabs defaultValue="history" keepMounted={false}>
            <Tabs.List aria-label={t('deal.tabs')}>
              {(['history', 'contacts', 'fields', 'tasks'] as const).map((tab) => (
                <Tabs.Tab key={tab} value={tab}>
                  {t(`deal.${tab}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="history" pt="md">
              <History events={history} definition={definition} />
            </Tabs.Panel>
            <Tabs.Panel value="contacts" pt="md">
              <Contacts kind={kind} id={id} />
            </Tabs.Panel>
            <Tabs.Panel value="fields" pt="md">
              <Fields card={deal} definition={definition} />
            </Tabs.Panel>
            <Tabs.Panel value="tasks" pt="md">
              <Tasks kind={kind} id={id} definition={definition} />
            </Tabs.Panel>
          </Tabs>
        </div>
        <Clock kind={kind} card={deal} definition={definition} />
      </div>
      <p className={styles.quiet}>{t('asOf', { time: second(card.dataUpdatedAt) })}</p>
    </div>
  );
}
