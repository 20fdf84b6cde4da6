import { useQuery } from '@tanstack/react-query';
import { isMoney } from '../answer/values';
import { Light } from '../parts/Light';
import { Loading, State } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './deal.module.css';
import { useEventWords } from './event-words';
import { InteractionList } from './Interactions';
import { outcomeName } from './names';
import { type Card, type Definition, type HistoryEvent, interactionsQuery, type Kind, tasksQuery } from './queries';

type Drawn = Definition | undefined;

/** Every decision, the newest first: who, what, with which values and words. */
export function History({ events, definition }: { events: readonly HistoryEvent[]; definition: Drawn }) {
  const { t } = useWords();
  const { when } = useFormat();
  const told = useEventWords(definition);
  const value = useValueWords(definition);
  return (
    <ol className={styles.history} aria-label={t('deal.history')}>
      {events.toReversed().map((event) => (
        <li key={event.seq} data-moved={event.from !== event.to || undefined}>
          <span className={styles.quiet}>{when(event.at)}</span>
          <div>
            <p>{told(event)}</p>
            {event.fields && Object.keys(event.fields).length > 0 && (
              <p className={styles.quiet}>
                {Object.entries(event.fields)
                  .map(([key, one]) => value(key, one))
                  .join(' · ')}
              </p>
            )}
            {Object.values(event.words).map((words) => (
              <p key={String(words)} className={styles.words}>
                {String(words)}
              </p>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** A field and its value, in words. */
function useValueWords(definition: Drawn) {
  const { say } = useWords();
  const show = useValue(definition);
  return (key: string, value: unknown): string => {
    const field = definition?.fields[key];
    return `${field ? say(field.name) : key}: ${show(key, value)}`;
  };
}

function useValue(definition: Drawn) {
  const { t, say } = useWords();
  const { money, day, figure } = useFormat();
  return (key: string, value: unknown): string => {
    const field = definition?.fields[key];
    if (value === null || value === undefined || value === '') return '–';
    if (isMoney(value)) return money(value);
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'number') return field?.type === 'percent' ? `${figure(value)} %` : figure(value);
    if (field?.type === 'date') return day(String(value));
    const option = field?.options[String(value)];
    return option ? say(option) : String(value);
  };
}

export function Contacts({ kind, id }: { kind: Kind; id: string }) {
  const { t } = useWords();
  const { data } = useQuery(interactionsQuery(kind, id));
  if (!data) return <Loading rows={3} />;
  return data.items.length > 0 ? <InteractionList items={data.items} /> : <State title={t('deal.noContacts')} />;
}

/** The fields of its process; what was typed beside; what is still to be entered. */
export function Fields({ card, definition }: { card: Card; definition: Drawn }) {
  const { t, say } = useWords();
  const show = useValue(definition);
  const lacks = 'lacks' in card ? card.lacks : [];
  return (
    <>
      {lacks.length > 0 && (
        <p className={styles.lacks}>{t('deal.lacks', { fields: lacks.map(({ name }) => say(name)).join(', ') })}</p>
      )}
      <dl className={styles.clockFacts}>
        {Object.entries(definition?.fields ?? {}).map(([key, { name }]) => (
          <div key={key} className={styles.field}>
            <dt>{say(name)}</dt>
            <dd>{show(key, card.fields[key])}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

export function Tasks({ kind, id, definition }: { kind: Kind; id: string; definition: Drawn }) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const { data } = useQuery(tasksQuery(kind, id));
  if (!data) return <Loading rows={3} />;
  return (
    <ul className={styles.contacts}>
      {data.items.map((task) => {
        const outcome = task.outcome && outcomeName(definition, task.stage, task.outcome);
        return (
          <li key={task.id} className={styles.actTask}>
            <p className={styles.actName}>
              <strong>{say(task.name)}</strong>
              {task.status === 'open' && <Light light={task.light} />}
            </p>
            <p className={styles.quiet}>
              {[
                task.status === 'open' ? null : t(`task.${task.status}`),
                outcome ? say(outcome) : task.outcome,
                task.assignee?.name,
                task.endedAt ? when(task.endedAt) : task.dueAt && t('inbox.due', { when: when(task.dueAt) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
