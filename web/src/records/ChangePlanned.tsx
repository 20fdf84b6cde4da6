import { Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { InstantInput } from '../answer/InstantInput';
import { useFaults } from '../answer/use-answer';
import { localOf } from '../answer/values';
import { api, keyed, Refused, type Shown, told } from '../api/client';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { FormFoot } from './FormFoot';
import type { Interaction } from './interaction';
import { type On, readAnew } from './on';
import styles from './records.module.css';
import { useKept } from './use-kept';

export type PlannedWay = 'move' | 'cancel' | 'miss';

interface Typed {
  at: string;
  reason: string;
}

/** The dialog of what becomes of a planned contact that is not held: another time, called off, did not come about. */
export function ChangePlanned({
  on,
  one,
  way,
  close,
}: {
  on: On;
  one: Interaction;
  way: PlannedWay;
  close: () => void;
}) {
  const { t } = useWords();
  const { when } = useFormat();
  const [now, setNow] = useState<Interaction>(one);
  const form = useKept<Typed, Shown['InteractionDetail']>({
    scope: `${way}.${one.id}`,
    first: { at: one.plannedFor ? localOf(new Date(one.plannedFor)) : '', reason: '' },
    send: async (typed, key) => {
      try {
        return await sendChange(now, way, typed, key);
      } catch (fault) {
        // Somebody was quicker: it is shown as it is now, and sent to that if it is sent again.
        if (fault instanceof Refused && fault.problem.code === 'MovedOn') setNow(await readInteraction(one.id));
        throw fault;
      }
    },
    done: () => {
      readAnew(on);
      close();
    },
  });
  const { others } = useFaults(form.refused, {});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ((way !== 'move' || form.value.at !== '') && !form.busy) form.send();
  };
  return (
    <Dialog title={t(`records.${way}Of`, { subject: one.subject })} close={close}>
      <form onSubmit={submit} className={styles.form} aria-label={t(`records.${way}`)} noValidate>
        {now !== one && (
          <p role="status">
            {t('records.movedOn')} {now.subject}
            {now.plannedFor && `, ${when(now.plannedFor)}`}
          </p>
        )}
        {way === 'move' ? (
          <InstantInput
            value={form.value.at}
            onChange={(at) => form.set({ at: String(at) })}
            shared={{
              label: t('records.plannedFor'),
              description: undefined,
              required: true,
              error: undefined,
              'data-autofocus': true,
            }}
          />
        ) : (
          <Textarea
            label={t('records.why')}
            autosize
            minRows={2}
            data-autofocus
            value={form.value.reason}
            onChange={({ currentTarget }) => form.set({ reason: currentTarget.value })}
          />
        )}
        <FormFoot does={t(`records.${way}`)} form={form} others={others} close={close} />
      </form>
    </Dialog>
  );
}

const readInteraction = (id: string) => told(api.GET('/interactions/{id}', { params: { path: { id } } }));

function sendChange({ id, revision }: Interaction, way: PlannedWay, { at, reason }: Typed, key: string) {
  const params = { path: { id }, header: keyed(key) };
  if (way === 'move') {
    const body = { revision, plannedFor: new Date(at).toISOString() };
    return told(api.POST('/interactions/{id}/move', { params, body }));
  }
  const body = { revision, ...(reason.trim() !== '' && { reason: reason.trim() }) };
  return way === 'cancel'
    ? told(api.POST('/interactions/{id}/cancel', { params, body }))
    : told(api.POST('/interactions/{id}/miss', { params, body }));
}
