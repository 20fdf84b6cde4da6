import { TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { InstantInput } from '../answer/InstantInput';
import { useFaults } from '../answer/use-answer';
import { useMe } from '../api/me';
import { command } from '../deal/queries';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import { FormFoot } from './FormFoot';
import { readAnew } from './on';
import { PersonSelect } from './PersonSelect';
import styles from './records.module.css';
import { useKept } from './use-kept';
import './words';

interface TaskAddProps {
  /** Tasks stand on deals. */
  on: { kind: 'lead' | 'sale'; id: string };
  close: () => void;
}

/** The dialog of a task of one's own on a deal, beside those of its process. */
export function TaskAdd({ on, close }: TaskAddProps) {
  const { t } = useWords();
  const me = useMe();
  const [tried, setTried] = useState(false);
  const form = useKept({
    scope: `task.${on.id}`,
    first: { title: '', personId: me.id, dueAt: '' },
    send: ({ title, personId, dueAt }, key) => {
      const due = dueAt === '' ? {} : { dueAt: new Date(dueAt).toISOString() };
      return command(on.kind, on.id, { type: 'add task', title: title.trim(), personId, ...due }, key);
    },
    done: () => {
      readAnew(on);
      close();
    },
  });
  const { value: typed, set } = form;
  const { byField, others } = useFaults(form.refused, {});
  const empty = typed.title.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!empty && !form.busy) form.send();
  };
  return (
    <Dialog title={t('records.task')} close={close}>
      <form onSubmit={submit} className={styles.form} aria-label={t('records.task')} noValidate>
        <TextInput
          label={t('records.taskTitle')}
          required
          data-autofocus
          value={typed.title}
          error={byField.title ?? (tried && empty ? t('answer.needed') : undefined)}
          onChange={({ currentTarget }) => set({ title: currentTarget.value })}
        />
        <PersonSelect
          label={t('records.taskFor')}
          required
          value={typed.personId}
          error={byField.personId}
          onChange={(id) => set({ personId: id ?? me.id })}
        />
        <InstantInput
          value={typed.dueAt}
          onChange={(at) => set({ dueAt: String(at) })}
          shared={{
            label: t('records.taskDue'),
            description: undefined,
            required: false,
            error: byField.dueAt,
            'data-autofocus': undefined,
          }}
        />
        <FormFoot does={t('records.addTask')} form={form} others={others} close={close} />
      </form>
    </Dialog>
  );
}
