import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { InteractionList } from '../deal/Interactions';
import { namesOf } from '../deal/names';
import { allowedQuery, deadlinesQuery, interactionsQuery, type Offer, versionQuery } from '../deal/queries';
import { Light } from '../parts/Light';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { useRowFacts } from './facts';
import styles from './meeting.module.css';
import type { StalledDeal } from './queries';
import type { Pile } from './search';

const LAST = 3;

/** One deal that fills the screen: why it stands still, whose turn it is, what happens next, what may be done. */
export function MeetingDeal({ row, pile, children }: { row: StalledDeal; pile: Pile; children: ReactNode }) {
  const { t, say } = useWords();
  const { money, when } = useFormat();
  const facts = useRowFacts(row);
  /** What stands elsewhere on the screen already. */
  const said = [t('stalled.inStage'), t('clock.turn'), t('stalled.next')];
  const kind = 'title' in row ? ('sale' as const) : ('lead' as const);
  const amount = 'amount' in row ? row.amount : null;
  const contacts = useQuery(interactionsQuery(kind, row.id));
  return (
    <article className={styles.deal} aria-label={'title' in row ? row.title : row.topic}>
      <header className={styles.dealHead}>
        <h2>
          <Link to={kind === 'sale' ? '/sales/$id' : '/leads/$id'} params={{ id: row.id }}>
            {'title' in row ? row.title : row.topic}
          </Link>
        </h2>
        <Light light={row.light} />
        {amount && <strong className={styles.money}>{money(amount)}</strong>}
        <p className={styles.quiet}>
          {[t('number', { number: row.number }), row.account?.name, say(row.stage.name), row.owner.name]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </header>
      <section aria-label={t('meeting.why')}>
        <h3>{t('meeting.why')}</h3>
        <p className={styles.big}>
          {t(`stalled.pile.${pile}`)}: {facts[0]?.[1]}
        </p>
        <p className={styles.big}>
          {t('meeting.turn')}: <strong>{t(`stalled.turn.${row.turn}`)}</strong>,{' '}
          {t('meeting.since', { when: when(row.enteredAt) })}
        </p>
        <dl className={styles.facts}>
          {facts
            .filter(([label]) => !said.includes(label))
            .map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </section>
      <section aria-label={t('meeting.decide')} className={styles.decide}>
        {children}
      </section>
      <Ahead row={row} kind={kind} />
      <section aria-label={t('meeting.contacts')}>
        <h3>{t('meeting.contacts')}</h3>
        {contacts.data && contacts.data.items.length === 0 && <p className={styles.quiet}>{t('deal.noContacts')}</p>}
        {contacts.data && <InteractionList items={contacts.data.items.slice(0, LAST)} />}
      </section>
    </article>
  );
}

/** What happens by itself, and what somebody may do. */
function Ahead({ row, kind }: { row: StalledDeal; kind: 'sale' | 'lead' }) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const definition = useQuery(versionQuery(row.process.key, row.process.version)).data;
  const deadlines = useQuery(deadlinesQuery(kind, row.id));
  const allowed = useQuery(allowedQuery(kind, row.id));
  const names = namesOf(definition);
  const named = (key: string) => {
    const name = names[key.replace(/#\d+$/, '')];
    return key === 'stage' ? say(row.stage.name) : key === 'process' ? t('event.whole') : name ? say(name) : key;
  };
  const offerName = ({ name, to }: Offer) => (to ? `${say(name)} → ${named(to)}` : say(name));
  const offers = (allowed.data?.items ?? []).filter(({ can }) => can !== 'no');
  return (
    <>
      <section aria-label={t('meeting.happens')}>
        <h3>{t('meeting.happens')}</h3>
        <ul className={styles.lines}>
          <li>
            {row.nextStep
              ? [say(row.nextStep.name), row.nextStep.assignee?.name, row.nextStep.dueAt && when(row.nextStep.dueAt)]
                  .filter(Boolean)
                  .join(', ')
              : t('stalled.noNext')}
          </li>
          {(deadlines.data?.items ?? []).map((one) => (
            <li key={one.key}>
              {when(one.at)}: {t(`clock.kind.${one.kind}`, { subject: named(one.subject) })}
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={t('meeting.may')}>
        <h3>{t('meeting.may')}</h3>
        {allowed.data && offers.length === 0 && <p className={styles.quiet}>{t('meeting.mayNot')}</p>}
        <ul className={styles.may}>
          {offers.map((offer) => (
            <li key={JSON.stringify(offer.body)}>{offerName(offer)}</li>
          ))}
        </ul>
      </section>
    </>
  );
}
