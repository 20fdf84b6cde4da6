import { useQuery } from '@tanstack/react-query';
import { Light } from '../../parts/Light';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import styles from '../deal.module.css';
import { namesOf } from '../names';
import { type Card, type Definition, deadlinesQuery, type Kind } from '../queries';
import { DeadlineList } from './DeadlineList';
import { type Explained as Deadline, firedQuery } from './queries';

interface ClockProps {
  kind: Kind;
  card: Card;
  definition: Definition | undefined;
  /** What was armed at a moment of the past; the card is that of then. */
  then?: readonly Deadline[] | undefined;
}

/** Whose turn it is, since when, until when, what happens by itself next, and the arithmetic of it. */
export function Clock({ kind, card, definition, then }: ClockProps) {
  const { t, say } = useWords();
  const { when, span, ago, day } = useFormat();
  const deadlines = useQuery({ ...deadlinesQuery(kind, card.id), enabled: !then });
  const armed = then ?? deadlines.data?.items ?? [];
  const names = namesOf(definition);
  const due = definition?.stages[card.stage.key]?.limit?.due;
  const fieldName = due?.field ? names[due.field] : undefined;
  const limit = due?.span
    ? t(`limit.${due.span.unit as 'day'}${due.span.working ? 'Working' : ''}` as 'limit.day', {
        count: due.span.amount,
      })
    : fieldName && t('clock.untilField', { field: say(fieldName) });
  return (
    <aside className={styles.clock} aria-label={t('clock.title')}>
      <h2>{t('clock.title')}</h2>
      {card.open ? (
        <dl className={styles.clockFacts}>
          <dt>{t('clock.turn')}</dt>
          <dd>{card.light === 'waiting' ? t('clock.waits') : t(`clock.${card.turn ?? 'ours'}`)}</dd>
          {card.waitReason && (
            <>
              <dt>{t('clock.why')}</dt>
              <dd>{card.waitReason}</dd>
            </>
          )}
          {card.waitUntil && (
            <>
              <dt>{t('clock.waitUntil')}</dt>
              <dd>{when(card.waitUntil)}</dd>
            </>
          )}
          <dt>{t('clock.since')}</dt>
          <dd>
            {when(card.enteredAt)} ({span(card.timeInStageMs)})
          </dd>
          {limit && (
            <>
              <dt>{t('clock.limit')}</dt>
              <dd>{limit}</dd>
            </>
          )}
          {card.dueAt && (
            <>
              <dt>{t('clock.due')}</dt>
              <dd>
                {when(card.dueAt)} {!then && `(${ago(card.dueAt)})`} <Light light={card.light} />
              </dd>
            </>
          )}
          {card.plannedFor && card.deviationDays !== null && (
            <>
              <dt>{t('deal.planned')}</dt>
              <dd>
                {day(card.plannedFor)}
                {card.deviationDays > 0 && ` (${t('clock.late', { count: card.deviationDays })})`}
              </dd>
            </>
          )}
        </dl>
      ) : (
        <p>{t('clock.closed', { when: card.closedAt ? when(card.closedAt) : '' })}</p>
      )}
      {armed.length > 0 && (
        <>
          <h3 className={styles.small}>{t(then ? 'onDeal.past.armed' : 'clock.next')}</h3>
          <DeadlineList card={card} definition={definition} items={armed} />
        </>
      )}
      {!then && <FiredDeadlines kind={kind} card={card} definition={definition} />}
    </aside>
  );
}

/** What has happened by itself already, so that whoever asks why hears it. */
function FiredDeadlines({ kind, card, definition }: Omit<ClockProps, 'then'>) {
  const { t } = useWords();
  const fired = useQuery(firedQuery(kind, card.id));
  if (!fired.data || fired.data.items.length === 0) return null;
  return (
    <details className={styles.fired}>
      <summary>{t('onDeal.explain.firedTitle', { count: fired.data.items.length })}</summary>
      <DeadlineList card={card} definition={definition} items={fired.data.items} />
    </details>
  );
}
