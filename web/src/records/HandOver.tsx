import { Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useFaults } from '../answer/use-answer';
import { api, keyed, type Shown, told } from '../api/client';
import { Dialog } from '../parts/Dialog';
import { Loading, useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { FormFoot } from './FormFoot';
import { type On, readAnew } from './on';
import { PersonSelect } from './PersonSelect';
import styles from './records.module.css';
import { useKept } from './use-kept';
import './words';

interface HandOverProps {
  on: On;
  /** Who has it now: nothing is given to whom it belongs. */
  ownerId?: string | undefined;
  close: () => void;
}

/** The dialog of handing a record over: what goes along is shown before, what became of each part after. */
export function HandOver({ on, ownerId, close }: HandOverProps) {
  const { t } = useWords();
  const [done, setDone] = useState<Shown['Handover'] | null>(null);
  return (
    <Dialog title={t('records.handOver')} close={close}>
      {done ? (
        <div className={styles.form}>
          <p role="status">
            {t(`records.handed.${done.status === 'running' ? 'running' : 'done'}`, { who: done.to.name })}
          </p>
          <Going items={done.items} />
        </div>
      ) : (
        <HandOverForm
          on={on}
          ownerId={ownerId}
          close={close}
          done={(handover) => {
            readAnew(on);
            setDone(handover);
          }}
        />
      )}
    </Dialog>
  );
}

function HandOverForm({ on, ownerId, close, done }: HandOverProps & { done: (handover: Shown['Handover']) => void }) {
  const { t } = useWords();
  const words = useFaultWords();
  const [tried, setTried] = useState(false);
  const what = { kind: on.kind, id: on.id };
  const form = useKept({
    scope: `hand-over.${on.id}`,
    first: { to: '', reason: '' },
    send: ({ to, reason }, key) =>
      told(api.POST('/handovers', { params: { header: keyed(key) }, body: { what, to, reason: reason.trim() } })),
    done,
  });
  const { value: typed, set } = form;
  const preview = useQuery({
    queryKey: ['record', on.id, 'hand-over', typed.to],
    enabled: typed.to !== '',
    queryFn: () => told(api.POST('/handovers/preview', { body: { what, to: typed.to } })),
  });
  const { byField, others } = useFaults(form.refused, {});
  const needed = (text: string) => (tried && text.trim() === '' ? t('answer.needed') : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typed.to !== '' && typed.reason.trim() !== '' && !form.busy) form.send();
  };
  return (
    <form onSubmit={submit} className={styles.form} aria-label={t('records.handOver')} noValidate>
      <PersonSelect
        label={t('handOn.to')}
        required
        autoFocus
        value={typed.to === '' ? null : typed.to}
        without={ownerId ? [ownerId] : []}
        error={byField.to ?? needed(typed.to)}
        onChange={(to) => set({ to: to ?? '' })}
      />
      <Textarea
        label={t('records.why')}
        required
        autosize
        minRows={2}
        value={typed.reason}
        error={byField.reason ?? needed(typed.reason)}
        onChange={({ currentTarget }) => set({ reason: currentTarget.value })}
      />
      {preview.isLoading && <Loading rows={2} />}
      {preview.isError && <p className={styles.bad}>{words(preview.error)}</p>}
      {preview.data && (
        <section aria-label={t('records.goes')} className={styles.form}>
          <h3 className={styles.small}>{t('records.goes')}</h3>
          <Going items={preview.data.items} />
        </section>
      )}
      <FormFoot does={t('records.handOver')} form={form} others={others} close={close} />
    </form>
  );
}

function Going({ items }: { items: readonly Shown['HandoverItem'][] }) {
  const { t } = useWords();
  const { when } = useFormat();
  return (
    <ul className={styles.rows}>
      {items.map((item) => (
        <li key={`${item.kind} ${item.id}`} className={styles.row}>
          <span className={styles.name}>
            <span>
              {t(`records.part.${item.kind}`)} {item.name}
            </span>
            {item.dues.map(({ subject, before, after }) => (
              <span key={subject} className={styles.quiet}>
                {t('records.dueMoves', { before: when(before), after: when(after) })}
              </span>
            ))}
          </span>
          {item.result && (
            <span className={item.result === 'moved' ? styles.quiet : styles.bad}>
              {t(`records.handResult.${item.result}`)} {item.reason}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
