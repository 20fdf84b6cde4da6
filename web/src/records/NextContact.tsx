import { Select } from '@mantine/core';
import type { FormEvent } from 'react';
import { InstantInput } from '../answer/InstantInput';
import { useFaults } from '../answer/use-answer';
import { localOf } from '../answer/values';
import type { Shown } from '../api/client';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { FileList } from './FileList';
import { FormFoot } from './FormFoot';
import { BY_HAND, type Held, type InteractionKind, planNext } from './interaction';
import { type On, readAnew } from './on';
import styles from './records.module.css';
import { useKept } from './use-kept';

interface Next {
  kind: InteractionKind;
  at: string;
}

/** After a contact: that it is written down, its files, and the next one that is offered: to be taken, changed or left. */
export function NextContact({ on, held, close }: { on: On; held: Held; close: () => void }) {
  const { t } = useWords();
  return (
    <div className={styles.form}>
      <p role="status">
        {t(held.status === 'planned' ? 'records.isPlanned' : 'records.isLogged', { subject: held.subject })}
      </p>
      {held.next ? (
        <OfferedContact on={on} after={held.id} next={held.next} close={close} />
      ) : (
        <p className={styles.quiet}>{t('records.noNext')}</p>
      )}
      <FileList on={{ kind: 'interaction', id: held.id }} />
    </div>
  );
}

interface OfferedProps {
  on: On;
  after: string;
  next: Shown['NextContact'];
  close: () => void;
}

function OfferedContact({ on, after, next, close }: OfferedProps) {
  const { t } = useWords();
  const { when } = useFormat();
  const form = useKept<Next, Shown['InteractionDetail']>({
    scope: `next.${after}`,
    first: { kind: next.kind, at: localOf(new Date(next.at)) },
    send: ({ kind, at }, key) => planNext({ after, kind, at: new Date(at).toISOString() }, key),
    done: () => {
      readAnew(on);
      close();
    },
  });
  const { byField, others } = useFaults(form.refused, {});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.value.at !== '' && !form.busy) form.send();
  };
  return (
    <form className={styles.offer} onSubmit={submit} aria-label={t('records.next')} noValidate>
      <p>
        <strong>{t('records.next')}</strong>: {t(`contact.${next.kind}`)}, {when(next.at)}{' '}
        <span className={styles.quiet}>({t(`records.nextWhy.${next.why}`)})</span>
      </p>
      <Select
        label={t('records.kind')}
        className={styles.short}
        data={BY_HAND.map((one) => ({ value: one, label: t(`contact.${one}`) }))}
        value={form.value.kind}
        allowDeselect={false}
        onChange={(kind) => form.set({ kind: (kind ?? next.kind) as InteractionKind })}
      />
      <InstantInput
        value={form.value.at}
        onChange={(at) => form.set({ at: String(at) })}
        shared={{
          label: t('records.plannedFor'),
          description: undefined,
          required: true,
          error: byField.at,
          'data-autofocus': undefined,
        }}
      />
      <FormFoot does={t('records.planNext')} form={form} others={others} close={close} />
    </form>
  );
}
