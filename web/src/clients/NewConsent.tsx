import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { api, keyed, told } from '../api/client';
import { Dialog } from '../parts/Dialog';
import { FormFoot } from '../records/FormFoot';
import { useKept } from '../records/use-kept';
import { useWords } from '../words';
import { CHANNELS, PURPOSES } from './channels';
import styles from './clients.module.css';
import { clientKey } from './queries';

const FIRST = {
  channel: 'e-mail' as (typeof CHANNELS)[number],
  purpose: 'marketing' as (typeof PURPOSES)[number],
  given: 'yes',
  source: '',
  proof: '',
};

/** Writes down that somebody agreed, or took it back: where it was said, and what proves it. */
export function NewConsent({ id, close }: { id: string; close: () => void }) {
  const { t } = useWords();
  const client = useQueryClient();
  const form = useKept({
    scope: `consent.${id}`,
    first: FIRST,
    send: ({ channel, purpose, given, source, proof }, key) =>
      told(
        api.POST('/contacts/{id}/consents', {
          params: { path: { id }, header: keyed(key) },
          body: {
            channel,
            purpose,
            given: given === 'yes',
            source: source.trim(),
            ...(proof.trim() && { proof: proof.trim() }),
          },
        }),
      ),
    done: () => {
      void client.invalidateQueries({ queryKey: clientKey(id) });
      close();
    },
  });
  const { channel, purpose, given, source, proof } = form.value;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    form.send();
  };
  return (
    <Dialog title={t('clients.consent.add')} close={close} size="md">
      <form onSubmit={submit} className={styles.dialog}>
        <NativeSelect
          label={t('clients.consent.said')}
          value={given}
          onChange={({ currentTarget }) => form.set({ given: currentTarget.value })}
          data={[
            { value: 'yes', label: t('clients.consent.given') },
            { value: 'no', label: t('clients.consent.taken') },
          ]}
        />
        <NativeSelect
          label={t('clients.consent.channel')}
          value={channel}
          onChange={({ currentTarget }) => form.set({ channel: currentTarget.value as typeof channel })}
          data={CHANNELS.map((value) => ({ value, label: t(`clients.channel.${value}`) }))}
        />
        <NativeSelect
          label={t('clients.consent.purpose')}
          value={purpose}
          onChange={({ currentTarget }) => form.set({ purpose: currentTarget.value as typeof purpose })}
          data={PURPOSES.map((value) => ({ value, label: t(`clients.purpose.${value}`) }))}
        />
        <TextInput
          label={t('clients.consent.source')}
          required
          maxLength={300}
          value={source}
          onChange={({ currentTarget }) => form.set({ source: currentTarget.value })}
        />
        <TextInput
          label={t('clients.consent.proof')}
          maxLength={2000}
          value={proof}
          onChange={({ currentTarget }) => form.set({ proof: currentTarget.value })}
        />
        <FormFoot does={t('clients.keep')} form={form} close={close} />
      </form>
    </Dialog>
  );
}
