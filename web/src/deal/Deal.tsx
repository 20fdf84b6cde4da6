import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Failed, Loading } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Clock } from './clock/Clock';
import { contactAsks } from './contact-asks';
import { DealTabs } from './DealTabs';
import styles from './deal.module.css';
import { Head } from './Head';
import { HeadActs } from './HeadActs';
import { LeadActs } from './lead/LeadActs';
import { PastState } from './past/PastState';
import { thenQuery } from './past/queries';
import { TimeBar } from './past/TimeBar';
import type { Kind } from './queries';
import { SteadyActs } from './SteadyActs';
import type { DealSearch } from './search';
import { Track } from './Track';
import { useDeal } from './use-deal';
import { useClientPeople } from './use-people';
import './words';

export const Sale = () => <Deal kind="sale" id={useParams({ from: '/sales/$id' }).id} />;
export const Lead = () => <Deal kind="lead" id={useParams({ from: '/leads/$id' }).id} />;

/** One lead or sale: where it is and how it came there, its clock, what may be done and why not, all that was, and how it stood then. */
function Deal({ kind, id }: { kind: Kind; id: string }) {
  const { t } = useWords();
  const { second } = useFormat();
  const { card, definition, history, offers } = useDeal(kind, id);
  const search: DealSearch = useSearch({ strict: false });
  const navigate = useNavigate({ from: kind === 'sale' ? '/sales/$id' : '/leads/$id' });
  const at = history.find(({ seq }) => seq === search.after) ?? null;
  const then = useQuery(thenQuery(kind, id, at?.at));
  const people = useClientPeople(card.data);
  if (card.isPending) return <Loading />;
  if (!card.data) return <Failed fault={card.error} again={() => void card.refetch()} whole />;
  const deal = card.data;
  const past = at ? (then.data ?? null) : null;
  const go = (seq: number | null) =>
    void navigate({ search: (was) => ({ ...was, after: seq ?? undefined }), replace: true, resetScroll: false });
  const asks = definition && offers ? contactAsks(offers.items, definition, deal) : [];
  const shown = past ?? deal;
  const toRead = deal.toRead === true;
  return (
    <div className={styles.page} key={id}>
      <Head card={deal} />
      {toRead && <p className={styles.changed}>{t('onDeal.toRead')}</p>}
      {!at && !toRead && <HeadActs kind={kind} card={deal} free={offers?.free ?? []} people={people} asks={asks} />}
      {!at && !toRead && 'topic' in deal && <LeadActs lead={deal} />}
      {history.length > 0 && <TimeBar events={history} definition={definition} at={at} go={go} />}
      {!definition && <Skeleton height={214} radius="md" />}
      {definition && (
        <Track
          definition={definition}
          card={shown}
          history={past && at ? history.filter(({ seq }) => seq <= at.seq) : history}
          offers={past ? past.allowed.items : (offers?.items ?? [])}
        />
      )}
      {at && then.isError && <Failed fault={then.error} again={() => void then.refetch()} />}
      {at && then.isPending && <Loading rows={3} />}
      {past && <PastState kind={kind} then={past} now={deal} definition={definition} />}
      {!at && (
        <div className={styles.columns}>
          <div className={styles.main}>
            {(!offers || !definition) && !toRead && deal.open && <Skeleton height={240} radius="md" />}
            {offers && definition && !toRead && (
              <SteadyActs kind={kind} card={deal} definition={definition} offers={offers} />
            )}
            <DealTabs
              kind={kind}
              card={deal}
              definition={definition}
              history={history}
              mayAmend={offers?.free.includes('amend') ?? false}
              people={people}
              asks={asks}
              tab={search.tab ?? 'history'}
              open={(tab) => void navigate({ search: (was) => ({ ...was, tab }), replace: true, resetScroll: false })}
              go={(seq) => go(seq)}
            />
          </div>
          <Clock kind={kind} card={deal} definition={definition} />
        </div>
      )}
      <p className={styles.quiet}>{t('asOf', { time: second(card.dataUpdatedAt) })}</p>
    </div>
  );
}
