import { useQuery } from '@tanstack/react-query';
import { Light } from '../parts/Light';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './deal.module.css';
import { namesOf } from './names';
import { type Card, type Definition, deadlinesQuery, type Kind } from './queries';

/** Whose turn it is, since when, until when, what happens by itself next, and the arithmetic of it. */
export function Clock({ kind, card, definition }: { kind: Kind; card: Card; definition: Definition | undefined }) {
  const { t, say } = useWords();
  const { when, span, ago, day } = useFormat();
  const deadlines = useQuery(deadlinesQuery(kind, card.id));
  const names = namesOf(definition);
  const due = definition?.stages[card.stage.key]?.limit?.due;
  const fieldName = due?.field ? names[due.field] : undefined;
  const limit = due?.span
    ? t(`limit.${due.span.unit as 'day'}${due.span.working ? 'Working' : ''}` as 'limit.day', {
        count: due.span.amount,
      })
    : fieldName && t('clock.untilField', { field: say(fieldName) });
  const subjectOf = (subject: string) => {
    const found = names[subject.replace(/#\d+$/, '')];
    return subject === 'stage'
      ? say(card.stage.name)
      : subject === 'process'
        ? t('event.whole')
        : found
          ? say(found)
          : subject;
  };
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
                {when(card.dueAt)} ({ago(card.dueAt)}) <Light light={card.light} />
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
      {deadlines.data && deadlines.data.items.length > 0 && (
        <>
          <h3 className={styles.small}>{t('clock.next')}</h3>
          <ul className={styles.deadlines}>
            {deadlines.data.items.map((one) => (
              <li key={one.key}>
                <details>
                  <summary>
                    {when(one.at)}: {t(`clock.kind.${one.kind}`, { subject: subjectOf(one.subject) })}
                  </summary>
                  <ul className={styles.lines}>
                    {(one.lines ?? []).map((line) => (
                      <li key={line.en}>{say(line)}</li>
                    ))}
                  </ul>
                </details>
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}
