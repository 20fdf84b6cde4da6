import { useQuery } from '@tanstack/react-query';
import { Light } from '../../parts/Light';
import { Failed, Loading, State } from '../../parts/State';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import styles from '../deal.module.css';
import { outcomeName } from '../names';
import { type Card, type Definition, type Kind, tasksQuery } from '../queries';

interface TasksProps {
  kind: Kind;
  id: string;
  definition: Definition | undefined;
  /** What is open, with the lights that the deal shows: they know who was told. */
  open: Card['tasks'];
}

/** Its tasks, ended ones included, by urgency. */
export function Tasks({ kind, id, definition, open }: TasksProps) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const lights = new Map(open.map((task) => [task.id, task.light]));
  const tasks = useQuery(tasksQuery(kind, id));
  if (tasks.isPending) return <Loading rows={3} />;
  if (tasks.isError) return <Failed fault={tasks.error} again={() => void tasks.refetch()} />;
  if (tasks.data.items.length === 0) return <State title={t('onDeal.noTasks')} />;
  return (
    <ul className={styles.contacts}>
      {tasks.data.items.map((task) => {
        const outcome = task.outcome && outcomeName(definition, task.stage, task.outcome);
        return (
          <li key={task.id} className={styles.actTask}>
            <p className={styles.actName}>
              <strong>{say(task.name)}</strong>
              {task.dueAt && <Light light={lights.get(task.id) ?? null} />}
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
