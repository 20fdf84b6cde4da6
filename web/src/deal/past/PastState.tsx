import { Light } from '../../parts/Light';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { Clock } from '../clock/Clock';
import styles from '../deal.module.css';
import look from '../fields/fields.module.css';
import { useValue } from '../fields/use-value';
import type { Card, Definition, Kind } from '../queries';
import past from './past.module.css';
import type { Then } from './queries';

interface PastStateProps {
  kind: Kind;
  then: Then;
  /** As it is now, to tell what has changed since. */
  now: Card;
  definition: Definition | undefined;
}

/** What a deal was after one of its decisions: its tasks, its fields, its clock. Nothing of it can be acted on. */
export function PastState({ kind, then, now, definition }: PastStateProps) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const show = useValue(definition);
  return (
    <div className={styles.columns}>
      <div className={`${styles.main} ${past.state}`}>
        <section className={styles.acts} aria-label={t('onDeal.past.tasks')}>
          <h2>{t('onDeal.past.tasks')}</h2>
          {then.tasks.length === 0 && <p className={styles.quiet}>{t('onDeal.past.noTasks')}</p>}
          {then.tasks.map((task) => (
            <p key={task.id} className={styles.actName}>
              <strong>{say(task.name)}</strong>
              <Light light={task.light} />
              <span className={styles.quiet}>
                {task.assignee?.name ?? t('acts.nobody')}
                {task.dueAt && ` · ${t('inbox.due', { when: when(task.dueAt) })}`}
              </span>
            </p>
          ))}
        </section>
        <section className={styles.acts} aria-label={t('onDeal.past.fields')}>
          <h2>{t('onDeal.past.fields')}</h2>
          <dl className={look.list}>
            <PastField name={t('deal.owner')} was={then.owner.name} now={now.owner.name} />
            {Object.entries(definition?.fields ?? {}).map(([key, { name }]) => (
              <PastField
                key={key}
                name={say(name)}
                was={show(key, then.fields[key])}
                now={show(key, now.fields[key])}
              />
            ))}
          </dl>
        </section>
      </div>
      <Clock kind={kind} card={then} definition={definition} then={then.deadlines} />
    </div>
  );
}

function PastField({ name, was, now }: { name: string; was: string; now: string }) {
  const { t } = useWords();
  return (
    <div className={look.row}>
      <dt>{name}</dt>
      <dd>
        {was} {was !== now && <span className={look.then}>{t('onDeal.past.nowIs', { value: now })}</span>}
      </dd>
    </div>
  );
}
